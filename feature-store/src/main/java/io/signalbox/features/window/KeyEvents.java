package io.signalbox.features.window;

import com.google.common.collect.ImmutableList;
import com.google.common.primitives.Longs;
import java.util.stream.IntStream;

/** The events of one key, in the canonical order: by event time, known-at, sequence. Immutable. */
public final class KeyEvents {

  final long[] event;
  final long[] known;
  final long[] sequence;
  final ImmutableList<EventValues> values;

  KeyEvents(long[] event, long[] known, long[] sequence, ImmutableList<EventValues> values) {
    this.event = event;
    this.known = known;
    this.sequence = sequence;
    this.values = values;
  }

  public int size() {
    return event.length;
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
        all.build());
  }

  /** Without the events up to this moment, inclusive. */
  public KeyEvents after(long micros) {
    int first = firstAfter(micros);
    if (first == 0) {
      return this;
    }
    Collector kept = Collector.like(this);
    IntStream.range(first, size()).forEach(place -> kept.add(this, place));
    return kept.inOrder();
  }

  /** The place of the first event later than this moment, or the size. */
  int firstAfter(long micros) {
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
