package io.signalbox.features.window;

import com.google.common.collect.ImmutableList;
import io.signalbox.features.Field;
import io.signalbox.features.ValueType.Holding;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;

/** Gathers the events of one key. Not thread-safe. */
public final class Collector {

  private static final int FIRST_SIZE = 8;

  private int size;
  private long[] event = new long[FIRST_SIZE];
  private long[] known = new long[FIRST_SIZE];
  private long[] sequence = new long[FIRST_SIZE];
  private long[] identity = new long[FIRST_SIZE];
  private long[] replaced = new long[FIRST_SIZE];
  private final ImmutableList<EventValues> values;

  public Collector(List<Field> columns) {
    this(columns.stream()
        .map(column -> column.type().holding() == Holding.TEXT
            ? new EventValues.Texts(FIRST_SIZE)
            : new EventValues.Bits(FIRST_SIZE))
        .collect(ImmutableList.<EventValues>toImmutableList()));
  }

  private Collector(ImmutableList<EventValues> values) {
    this.values = values;
  }

  /** Empty, for events such as these. */
  static Collector like(KeyEvents events) {
    return new Collector(events.values.stream()
        .map(it -> it.empty(FIRST_SIZE))
        .collect(ImmutableList.<EventValues>toImmutableList()));
  }

  /** Adds an event that nothing replaced yet and whose values are all missing until they are set. */
  public void add(long eventMicros, long knownMicros, long sequenceNumber) {
    if (size == event.length) {
      int length = size * 2;
      event = Arrays.copyOf(event, length);
      known = Arrays.copyOf(known, length);
      sequence = Arrays.copyOf(sequence, length);
      identity = Arrays.copyOf(identity, length);
      replaced = Arrays.copyOf(replaced, length);
      values.forEach(column -> column.grow(length));
    }
    event[size] = eventMicros;
    known[size] = knownMicros;
    sequence[size] = sequenceNumber;
    replaced[size] = KeyEvents.NEVER;
    size++;
  }

  /** Says whose event the one added last is. */
  public void identity(long number) {
    identity[size - 1] = number;
  }

  /** Says when the event added last was replaced by what became known then. */
  public void replaced(long knownMicros) {
    replaced[size - 1] = knownMicros;
  }

  /** Sets a number of the event added last. */
  public void set(int column, long value) {
    values.get(column).set(size - 1, value);
  }

  /** Sets a text of the event added last. */
  public void set(int column, String value) {
    values.get(column).set(size - 1, value);
  }

  void add(KeyEvents events, int place) {
    add(events.event[place], events.known[place], events.sequence[place]);
    identity(events.identity(place));
    replaced(events.replaced(place));
    for (int column = 0; column < values.size(); column++) {
      values.get(column).copy(size - 1, events.values.get(column), place);
    }
  }

  /** For events that were added in the canonical order. */
  public KeyEvents inOrder() {
    return pick(IntStream.range(0, size).toArray());
  }

  /** For events that were added in any order. */
  public KeyEvents sorted() {
    return pick(IntStream.range(0, size)
        .boxed()
        .sorted(Comparator.<Integer>comparingLong(i -> event[i])
            .thenComparingLong(i -> known[i])
            .thenComparingLong(i -> sequence[i]))
        .mapToInt(Integer::intValue)
        .toArray());
  }

  private KeyEvents pick(int[] places) {
    return new KeyEvents(
        pick(event, places),
        pick(known, places),
        pick(sequence, places),
        pick(identity, places),
        pick(replaced, places),
        values.stream()
            .map(column -> column.pick(places))
            .collect(ImmutableList.<EventValues>toImmutableList()));
  }

  private static long[] pick(long[] values, int[] places) {
    long[] picked = new long[places.length];
    for (int i = 0; i < places.length; i++) {
      picked[i] = values[places[i]];
    }
    return picked;
  }
}
