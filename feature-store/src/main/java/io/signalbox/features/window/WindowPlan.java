package io.signalbox.features.window;

import com.google.common.collect.ImmutableList;
import io.signalbox.features.AggregateViewDefinition.Aggregate;
import io.signalbox.features.AggregateViewDefinition.Function;
import io.signalbox.features.Field;
import io.signalbox.features.ValueType;
import io.signalbox.features.View;
import java.util.List;

/**
 * Evaluates the aggregates of one view over the events in (t - window, t] that were known by t.
 *
 * <p>Training sets and online reads both call {@link #evaluate}, over events in the same order, so that
 * they agree to the last bit: a sum of float64 depends on its order.
 */
public final class WindowPlan {

  private final long windowMicros;
  private final List<Field> columns;
  private final List<Step> steps;

  /** @param column a place in {@link #columns}, or -1 where events are counted */
  private record Step(Function function, int column, boolean isFloat) {}

  public WindowPlan(View.Window view) {
    windowMicros = view.windowMicros();
    List<Aggregate> aggregates = view.definition().aggregates();
    List<String> names =
        aggregates.stream().flatMap(it -> it.column().stream()).distinct().toList();
    columns = names.stream()
        .map(name -> view.rows().find(name).orElseThrow())
        .collect(ImmutableList.toImmutableList());
    steps = aggregates.stream()
        .map(it -> step(it, it.column().map(names::indexOf).orElse(-1)))
        .collect(ImmutableList.toImmutableList());
  }

  private Step step(Aggregate aggregate, int column) {
    boolean isFloat = column >= 0 && columns.get(column).type() == ValueType.FLOAT64;
    return new Step(aggregate.function(), column, isFloat);
  }

  /** The columns of the events that it needs, each once; {@link KeyEvents} hold them in this order. */
  public List<Field> columns() {
    return columns;
  }

  public long windowMicros() {
    return windowMicros;
  }

  /** The answer's places follow the aggregates of the view. */
  public Answer newAnswer() {
    return new Answer(steps.size());
  }

  /** Writes the aggregates at a moment into an answer, over whatever it held. */
  public void evaluate(KeyEvents events, long atMicros, Answer answer) {
    int first = events.firstAfter(atMicros - windowMicros);
    int end = events.firstAfter(atMicros);
    answer.latestEventMicros = 0;
    for (int i = end - 1; i >= first && answer.latestEventMicros == 0; i--) {
      answer.latestEventMicros = events.known[i] <= atMicros ? events.event[i] : 0;
    }
    for (int place = 0; place < steps.size(); place++) {
      Step step = steps.get(place);
      if (step.column() < 0) {
        answer.set(place, countKnown(events, first, end, atMicros));
      } else if (step.isFloat()) {
        overFloats(step, new Range(events, first, end, atMicros), answer, place);
      } else {
        overInts(step, new Range(events, first, end, atMicros), answer, place);
      }
    }
  }

  private static long countKnown(KeyEvents events, int first, int end, long at) {
    long count = 0;
    for (int i = first; i < end; i++) {
      count += events.known[i] <= at ? 1 : 0;
    }
    return count;
  }

  private record Range(KeyEvents events, int first, int end, long at) {}

  private static void overFloats(Step step, Range range, Answer answer, int place) {
    long[] bits = range.events().bits[step.column()];
    boolean[] missing = range.events().missing[step.column()];
    long[] known = range.events().known;
    long count = 0;
    double sum = 0;
    double min = Double.POSITIVE_INFINITY;
    double max = Double.NEGATIVE_INFINITY;
    double last = 0;
    for (int i = range.first(); i < range.end(); i++) {
      if (known[i] <= range.at() && !missing[i]) {
        last = Double.longBitsToDouble(bits[i]);
        count++;
        sum += last;
        min = Math.min(min, last);
        max = Math.max(max, last);
      }
    }
    if (step.function() == Function.COUNT) {
      answer.set(place, count);
    } else if (count == 0) {
      answer.miss(place);
    } else {
      answer.set(
          place,
          switch (step.function()) {
            case COUNT -> throw new IllegalStateException();
            case SUM -> sum;
            case MEAN -> sum / count;
            case MIN -> min;
            case MAX -> max;
            case LAST -> last;
          });
    }
  }

  private static void overInts(Step step, Range range, Answer answer, int place) {
    long[] bits = range.events().bits[step.column()];
    boolean[] missing = range.events().missing[step.column()];
    long[] known = range.events().known;
    long count = 0;
    long sum = 0;
    boolean overflow = false;
    long min = Long.MAX_VALUE;
    long max = Long.MIN_VALUE;
    long last = 0;
    for (int i = range.first(); i < range.end(); i++) {
      if (known[i] <= range.at() && !missing[i]) {
        last = bits[i];
        count++;
        long next = sum + last;
        overflow |= ((sum ^ next) & (last ^ next)) < 0;
        sum = next;
        min = Math.min(min, last);
        max = Math.max(max, last);
      }
    }
    boolean needsSum = step.function() == Function.SUM || step.function() == Function.MEAN;
    if (step.function() != Function.COUNT && (count == 0 || (needsSum && overflow))) {
      answer.miss(place);
      return;
    }
    switch (step.function()) {
      case COUNT -> answer.set(place, count);
      case SUM -> answer.set(place, sum);
      case MEAN -> answer.set(place, (double) sum / count);
      case MIN -> answer.set(place, min);
      case MAX -> answer.set(place, max);
      case LAST -> answer.set(place, last);
    }
  }

  /** The aggregates at one moment; written over by the next. Not thread-safe. */
  public static final class Answer {
    private final long[] bits;
    private final boolean[] missing;
    private long latestEventMicros;

    private Answer(int places) {
      bits = new long[places];
      missing = new boolean[places];
    }

    public boolean isMissing(int place) {
      return missing[place];
    }

    /** An int64 as it is, a float64 as its raw bits. */
    public long bits(int place) {
      return bits[place];
    }

    /** When the latest event in the window was, 0 where there is none. */
    public long latestEventMicros() {
      return latestEventMicros;
    }

    private void set(int place, long value) {
      bits[place] = value;
      missing[place] = false;
    }

    private void set(int place, double value) {
      bits[place] = Double.doubleToRawLongBits(value);
      missing[place] = Double.isNaN(value);
    }

    private void miss(int place) {
      missing[place] = true;
    }
  }
}
