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

    /** A cell for each column, in order: String, Long, Double, Boolean, BigInteger, Instant, LocalDateTime or null. */
    void row(@Nullable Object[] cells);
  }
}
