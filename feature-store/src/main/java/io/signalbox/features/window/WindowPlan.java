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

  /** One aggregate of a place in {@link #columns}, or of -1 where events are counted. */
  private record Step(Function function, int column) {}

  public WindowPlan(View.Window view) {
    windowMicros = view.windowMicros();
    List<Aggregate> aggregates = view.definition().aggregates();
    List<String> names =
        aggregates.stream().flatMap(it -> it.column().stream()).distinct().toList();
    columns = names.stream()
        .map(name -> view.rows().find(name).orElseThrow())
        .collect(ImmutableList.toImmutableList());
    steps = aggregates.stream()
        .map(it -> new Step(it.function(), it.column().map(names::indexOf).orElse(-1)))
        .collect(ImmutableList.toImmutableList());
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
    long known = 0;
    for (int i = first; i < end; i++) {
      if (events.known[i] <= atMicros) {
        known++;
        answer.latestEventMicros = events.event[i];
      }
    }
    for (int column = 0; column < columns.size(); column++) {
      boolean isFloat = columns.get(column).type() == ValueType.FLOAT64;
      Summary summary = isFloat ? new FloatSummary() : new IntSummary();
      long[] bits = events.bits[column];
      boolean[] missing = events.missing[column];
      for (int i = first; i < end; i++) {
        if (events.known[i] <= atMicros && !missing[i]) {
          summary.add(bits[i]);
        }
      }
      write(column, summary, answer);
    }
    for (int place = 0; place < steps.size(); place++) {
      if (steps.get(place).column() < 0) {
        answer.set(place, known);
      }
    }
  }

  private void write(int column, Summary summary, Answer answer) {
    for (int place = 0; place < steps.size(); place++) {
      Step step = steps.get(place);
      if (step.column() == column) {
        if (step.function() == Function.COUNT) {
          answer.set(place, summary.count);
        } else if (summary.count == 0) {
          answer.miss(place);
        } else {
          summary.write(step.function(), place, answer);
        }
      }
    }
  }

  /** What was seen of one column, in order. */
  private abstract static sealed class Summary {
    long count;

    abstract void add(long bits);

    /** Writes anything but a count; there was at least one value. */
    abstract void write(Function function, int place, Answer answer);
  }

  private static final class FloatSummary extends Summary {
    private double sum;
    private double min = Double.POSITIVE_INFINITY;
    private double max = Double.NEGATIVE_INFINITY;
    private double last;

    @Override
    void add(long bits) {
      last = Double.longBitsToDouble(bits);
      count++;
      sum += last;
      min = Math.min(min, last);
      max = Math.max(max, last);
    }

    @Override
    void write(Function function, int place, Answer answer) {
      answer.set(
          place,
          switch (function) {
            case SUM -> sum;
            case MEAN -> sum / count;
            case MIN -> min;
            case MAX -> max;
            case LAST -> last;
            case COUNT -> throw new IllegalStateException("a count is no float64");
          });
    }
  }

  private static final class IntSummary extends Summary {
    private long sum;
    private boolean overflow;
    private long min = Long.MAX_VALUE;
    private long max = Long.MIN_VALUE;
    private long last;

    @Override
    void add(long bits) {
      last = bits;
      count++;
      long next = sum + last;
      overflow |= ((sum ^ next) & (last ^ next)) < 0;
      sum = next;
      min = Math.min(min, last);
      max = Math.max(max, last);
    }

    @Override
    void write(Function function, int place, Answer answer) {
      if (overflow && (function == Function.SUM || function == Function.MEAN)) {
        answer.miss(place);
        return;
      }
      switch (function) {
        case SUM -> answer.set(place, sum);
        case MEAN -> answer.set(place, (double) sum / count);
        case MIN -> answer.set(place, min);
        case MAX -> answer.set(place, max);
        case LAST -> answer.set(place, last);
        case COUNT -> throw new IllegalStateException("a count is written before");
      }
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
