package io.signalbox.features;

import com.google.common.collect.ImmutableList;
import java.util.List;
import java.util.Optional;

/**
 * The columns of one history of rows. Versions of a view that differ only in ttl, contract or the like
 * share a history.
 *
 * @param history the version of the view that began it
 * @param eventTime absent: a view without history, whose rows hold at every moment
 * @param knownAt absent: a row is known at its event time
 * @param replaces whether a row takes the place of those of the same keys and event time, in aggregates and as a question
 */
public record RowSchema(
    String view,
    int history,
    List<Field> keys,
    Optional<String> eventTime,
    Optional<String> knownAt,
    boolean replaces,
    List<Field> columns,
    FeatureViewDefinition.Partition partition) {

  /** Event and known-at micros of rows that hold at every moment. Before all times that anyone means. */
  public static final long ALWAYS_MICROS = Long.MIN_VALUE / 4;

  /** A row's sequence is its manifest's id, then its place in the batch in this many bits. */
  public static final int PLACE_BITS = 24;

  public RowSchema {
    keys = ImmutableList.copyOf(keys);
    columns = ImmutableList.copyOf(columns);
  }

  /** What each row has a cell for: keys, then columns. */
  public List<Field> cells() {
    return ImmutableList.<Field>builder().addAll(keys).addAll(columns).build();
  }

  /** Every name that a batch must have and a spine may use: cells, then times. */
  public List<Field> fields() {
    var fields = ImmutableList.<Field>builder().addAll(cells());
    eventTime.ifPresent(name -> fields.add(new Field(name, ValueType.TIMESTAMP, false)));
    knownAt.ifPresent(name -> fields.add(new Field(name, ValueType.TIMESTAMP, false)));
    return fields.build();
  }

  public Optional<Field> find(String name) {
    return fields().stream().filter(field -> field.name().equals(name)).findFirst();
  }
}
