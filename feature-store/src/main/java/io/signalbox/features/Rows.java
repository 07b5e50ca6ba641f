package io.signalbox.features;

import com.google.common.collect.ImmutableList;
import java.util.List;

/** Rows of one history. Immutable by agreement: arrays are not copied. */
public final class Rows {

  private final RowSchema schema;
  private final List<Column> cells;
  private final long[] event;
  private final long[] known;
  private final long[] sequence;

  /**
   * Rows of cells and times.
   *
   * @param cells as {@link RowSchema#cells()}
   * @param event micros when a row came to hold
   * @param known micros when it became known, never before its event
   * @param sequence order of ingestion, unique in a history
   */
  public Rows(
      RowSchema schema, List<? extends Column> cells, long[] event, long[] known, long[] sequence) {
    this.schema = schema;
    this.cells = ImmutableList.copyOf(cells);
    this.event = event;
    this.known = known;
    this.sequence = sequence;
  }

  public RowSchema schema() {
    return schema;
  }

  public List<Column> cells() {
    return cells;
  }

  public int size() {
    return event.length;
  }

  public long event(int row) {
    return event[row];
  }

  public long known(int row) {
    return known[row];
  }

  public long sequence(int row) {
    return sequence[row];
  }

  /** The join key of a row, as {@link Keys} says. */
  public Object key(int row) {
    return Keys.of(cells.subList(0, schema.keys().size()), row).orElseThrow();
  }
}
