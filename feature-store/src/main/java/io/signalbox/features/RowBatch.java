package io.signalbox.features;

import com.google.common.collect.ImmutableList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Rows for a view.
 *
 * @param source where they come from, in the sender's words
 * @param rows values by column: String, Integer, Long, Double, Boolean, BigInteger, Instant, LocalDateTime, a List of these or null;
 *     timestamps may be ISO-8601 text, and bytes are base64
 * @param occasion what tells this batch from an earlier one with the same rows; absent: nothing does
 */
public record RowBatch(
    String view, String source, List<? extends Map<String, ?>> rows, Optional<String> occasion) {

  /** More rows than this come as a file. */
  public static final int MOST_ROWS = 100_000;

  public RowBatch {
    rows = ImmutableList.copyOf(rows);
  }

  public RowBatch(String view, String source, List<? extends Map<String, ?>> rows) {
    this(view, source, rows, Optional.empty());
  }
}
