package io.signalbox.features;

import com.google.common.collect.ImmutableList;
import java.util.List;
import java.util.Map;

/**
 * Rows for a view.
 *
 * @param source where they come from, in the sender's words
 * @param rows values by column: String, Integer, Long, Double, Boolean, BigInteger, Instant, LocalDateTime, a List of these or null;
 *     timestamps may be ISO-8601 text, and bytes are base64
 */
public record RowBatch(String view, String source, List<? extends Map<String, ?>> rows) {

  /** More rows than this come as a file. */
  public static final int MOST_ROWS = 100_000;

  public RowBatch {
    rows = ImmutableList.copyOf(rows);
  }
}
