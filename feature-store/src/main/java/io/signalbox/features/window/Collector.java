package io.signalbox.features.window;

import java.util.Arrays;
import java.util.Comparator;
import java.util.stream.IntStream;

/** Gathers the events of one key. Not thread-safe. */
public final class Collector {

  private static final int FIRST_SIZE = 8;

  private int size;
  private long[] event = new long[FIRST_SIZE];
  private long[] known = new long[FIRST_SIZE];
  private long[] sequence = new long[FIRST_SIZE];
  private final long[][] bits;
  private final boolean[][] missing;

  public Collector(int columns) {
    bits = new long[columns][FIRST_SIZE];
    missing = new boolean[columns][FIRST_SIZE];
  }

  /** Adds an event whose values are all missing until they are {@link #set}. */
  public void add(long eventMicros, long knownMicros, long sequenceNumber) {
    if (size == event.length) {
      grow();
    }
    event[size] = eventMicros;
    known[size] = knownMicros;
    sequence[size] = sequenceNumber;
    for (boolean[] column : missing) {
      column[size] = true;
    }
    size++;
  }

  /** Sets a value of the event added last. */
  public void set(int column, long value) {
    bits[column][size - 1] = value;
    missing[column][size - 1] = false;
  }

  void add(KeyEvents events, int place) {
    add(events.event[place], events.known[place], events.sequence[place]);
    for (int column = 0; column < bits.length; column++) {
      bits[column][size - 1] = events.bits[column][place];
      missing[column][size - 1] = events.missing[column][place];
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
    long[][] pickedBits = new long[bits.length][];
    boolean[][] pickedMissing = new boolean[bits.length][];
    for (int column = 0; column < bits.length; column++) {
      pickedBits[column] = pick(bits[column], places);
      pickedMissing[column] = new boolean[places.length];
      for (int i = 0; i < places.length; i++) {
        pickedMissing[column][i] = missing[column][places[i]];
      }
    }
    return new KeyEvents(
        pick(event, places),
        pick(known, places),
        pick(sequence, places),
        pickedBits,
        pickedMissing);
  }

  private static long[] pick(long[] values, int[] places) {
    long[] picked = new long[places.length];
    for (int i = 0; i < places.length; i++) {
      picked[i] = values[places[i]];
    }
    return picked;
  }

  private void grow() {
    int length = size * 2;
    event = Arrays.copyOf(event, length);
    known = Arrays.copyOf(known, length);
    sequence = Arrays.copyOf(sequence, length);
    for (int column = 0; column < bits.length; column++) {
      bits[column] = Arrays.copyOf(bits[column], length);
      missing[column] = Arrays.copyOf(missing[column], length);
    }
  }
}
