package io.signalbox.features.window;

import com.google.common.collect.ImmutableList;
import com.google.common.primitives.Longs;
import java.util.Arrays;
import java.util.function.IntPredicate;
import java.util.stream.IntStream;

/**
 * The events of one key, in the canonical order: by event time, known-at, sequence. Immutable.
 *
 * <p>An event that was sent again or corrected is here more than once, alike in identity and event time. Each counts from when it was
 * known until the next of them was known, so that at every moment one counts.
 */
public final class KeyEvents {

  /** When an event is replaced that is not. */
  public static final long NEVER = Long.MAX_VALUE;

  private static final long[] ALL_ALIKE = {};

  final long[] event;
  /** The same array as the events where each was known as it happened. */
  final long[] known;

  final long[] sequence;
  /** Whose event it is, as a number; empty where that is 0 throughout */
  private final long[] identity;
  /** From when on it counts no more; empty where that is never throughout */
  private final long[] replaced;

  final ImmutableList<EventValues> values;

  KeyEvents(
      long[] event,
      long[] known,
      long[] sequence,
      long[] identity,
      long[] replaced,
      ImmutableList<EventValues> values) {
    this.event = event;
    this.known = Arrays.equals(event, known) ? event : known;
    this.sequence = sequence;
    this.identity = isAll(identity, 0) ? ALL_ALIKE : identity;
    this.replaced = isAll(replaced, NEVER) ? ALL_ALIKE : replaced;
    this.values = values;
  }

  private static boolean isAll(long[] values, long one) {
    for (long value : values) {
      if (value != one) {
        return false;
      }
    }
    return true;
  }

  public int size() {
    return event.length;
  }

  public long event(int place) {
    return event[place];
  }

  public long known(int place) {
    return known[place];
  }

  public long sequence(int place) {
    return sequence[place];
  }

  public long identity(int place) {
    return identity.length == 0 ? 0 : identity[place];
  }

  /** From when on it counts no more: when the next one of the same event was known. */
  public long replaced(int place) {
    return replaced.length == 0 ? NEVER : replaced[place];
  }

  boolean counts(int place, long atMicros) {
    return known[place] <= atMicros && (replaced.length == 0 || atMicros < replaced[place]);
  }

  /** These and the others, once each: an event whose sequence is here already is not added. */
  public KeyEvents with(KeyEvents others) {
    if (others.size() == 0 || size() == 0) {
      return others.size() == 0 ? this : others;
    }
    if (compare(size() - 1, others, 0) < 0) {
      return followedBy(others);
    }
    Collector merged = Collector.like(this);
    int mine = 0;
    int theirs = 0;
    while (mine < size() || theirs < others.size()) {
      int order = theirs == others.size() ? -1 : mine == size() ? 1 : compare(mine, others, theirs);
      if (order <= 0) {
        merged.add(this, mine++);
        theirs += order == 0 ? 1 : 0;
      } else {
        merged.add(others, theirs++);
      }
    }
    return merged.inOrder();
  }

  /** The usual case: what arrives is later than what is there. */
  private KeyEvents followedBy(KeyEvents later) {
    var all = ImmutableList.<EventValues>builder();
    for (int column = 0; column < values.size(); column++) {
      all.add(values.get(column).followedBy(later.values.get(column), size(), later.size()));
    }
    return new KeyEvents(
        Longs.concat(event, later.event),
        Longs.concat(known, later.known),
        Longs.concat(sequence, later.sequence),
        concat(identity, 0, later, later.identity),
        concat(replaced, NEVER, later, later.replaced),
        all.build());
  }

  private long[] concat(long[] mine, long alike, KeyEvents later, long[] theirs) {
    if (mine.length == 0 && theirs.length == 0) {
      return ALL_ALIKE;
    }
    long[] all = new long[size() + later.size()];
    Arrays.fill(all, alike);
    System.arraycopy(mine, 0, all, 0, mine.length);
    System.arraycopy(theirs, 0, all, size(), theirs.length);
    return all;
  }

  /** With other moments from when on each counts no more. */
  public KeyEvents replacedAt(long[] micros) {
    return new KeyEvents(event, known, sequence, identity, micros, values);
  }

  /** Without the events up to a moment, inclusive, and those that count for no question from another one on. */
  public KeyEvents without(long pastMicros, long askedFromMicros) {
    int first = firstAfter(pastMicros);
    IntPredicate counts = place -> replaced(place) > Math.max(askedFromMicros, known[place]);
    if (first == 0 && (replaced.length == 0 || IntStream.range(0, size()).allMatch(counts))) {
      return this;
    }
    Collector kept = Collector.like(this);
    IntStream.range(first, size()).filter(counts).forEach(place -> kept.add(this, place));
    return kept.inOrder();
  }

  /** The place of the first event later than this moment, or the size. */
  public int firstAfter(long micros) {
    int low = 0;
    int high = event.length;
    while (low < high) {
      int middle = (low + high) >>> 1;
      if (event[middle] <= micros) {
        low = middle + 1;
      } else {
        high = middle;
      }
    }
    return low;
  }

  private int compare(int mine, KeyEvents others, int theirs) {
    int byEvent = Long.compare(event[mine], others.event[theirs]);
    int byKnown = byEvent != 0 ? byEvent : Long.compare(known[mine], others.known[theirs]);
    return byKnown != 0 ? byKnown : Long.compare(sequence[mine], others.sequence[theirs]);
  }
}
