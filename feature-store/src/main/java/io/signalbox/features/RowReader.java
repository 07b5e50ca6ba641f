package io.signalbox.features;

import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Reads a file of rows in one format. */
public interface RowReader {

  FileBatch.Format format();

  /** Hands every row over, in order; throws {@link FeaturesException.Invalid} if the file is not in this format. */
  void read(Path file, Sink sink);

  /** Takes rows in. */
  interface Sink {

    /** Comes first. Where {@code textual}, every cell is text that still has to be parsed, as in CSV. */
    void columns(List<String> names, boolean textual);

    /** A cell for each column, in order: String, Long, Float, Double, Boolean, BigInteger, Instant, LocalDateTime, Bytes, a List or null. */
    void row(@Nullable Object[] cells);
  }

  /** Bytes that are no text. */
  record Bytes(String base64) {
    @Override
    public String toString() {
      return base64;
    }
  }
}
