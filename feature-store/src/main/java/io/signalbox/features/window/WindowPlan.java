package io.signalbox.features.window;

import com.google.common.collect.ImmutableList;
import io.signalbox.features.AggregateViewDefinition.Aggregate;
import io.signalbox.features.AggregateViewDefinition.Function;
import io.signalbox.features.Field;
import io.signalbox.features.View;
import java.util.List;

/**
 * Evaluates the aggregates of one view over the events in (t - window, t] that were known by t; of an event that was sent again or
 * corrected, over the one known last by then.
 *
 * <p>Training sets and online reads both call {@link #evaluate}, over events in the same order, so that
 * they agree to the last bit: a sum of float64 depends on its order.
 */
public final class WindowPlan {

  private final long windowMicros;
  private final long hopMicros;
  private final List<Field> columns;
  private final List<Step> steps;

  /** One aggregate of a place in {@link #columns}, or of -1 where events are counted. */
  private record Step(Function function, int column) {}

  public WindowPlan(View.Window view) {
    windowMicros = view.windowMicros();
    hopMicros = view.hopMicros();
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

  /** How far back of a question the oldest event may be that counts. */
  public long reachMicros() {
    return windowMicros + hopMicros;
  }

  /** The answer's places follow the aggregates of the view. */
  public Answer newAnswer() {
    return new Answer(steps.size());
  }

  /** Writes the aggregates at a moment into an answer, over whatever it held. */
  public void evaluate(KeyEvents events, long momentMicros, Answer answer) {
    long atMicros = end(momentMicros);
    int first = events.firstAfter(atMicros - windowMicros);
    int end = events.firstAfter(atMicros);
    answer.latestEventMicros = 0;
    long known = 0;
    for (int i = first; i < end; i++) {
      if (events.counts(i, atMicros)) {
        known++;
        answer.latestEventMicros = events.event[i];
      }
    }
    for (int column = 0; column < columns.size(); column++) {
      Summary summary = summary(column);
      EventValues values = events.values.get(column);
      for (int i = first; i < end; i++) {
        if (events.counts(i, atMicros)) {
          summary.add(values, i);
        }
      }
      for (int place = 0; place < steps.size(); place++) {
        if (steps.get(place).column() == column) {
          summary.write(steps.get(place).function(), place, answer);
        }
      }
    }
    for (int place = 0; place < steps.size(); place++) {
      if (steps.get(place).column() < 0) {
        answer.set(place, known);
      }
    }
  }

  /** The end of the window that a moment is answered by. */
  private long end(long momentMicros) {
    return hopMicros == 0 ? momentMicros : Math.floorDiv(momentMicros, hopMicros) * hopMicros;
  }

  private Summary summary(int column) {
    boolean distinct = steps.contains(new Step(Function.DISTINCT_COUNT, column));
    return switch (columns.get(column).type().holding()) {
      case DOUBLE -> new Summary.OfDecimals(distinct);
      case LONG -> new Summary.OfIntegers(distinct);
      case TEXT -> new Summary.OfTexts(distinct);
    };
  }

  /** The aggregates at one moment; written over by the next. Not thread-safe. */
  public static final class Answer {
    private final long[] bits;
    private final String[] texts;
    private final boolean[] missing;
    private long latestEventMicros;

    private Answer(int places) {
      bits = new long[places];
      texts = new String[places];
      missing = new boolean[places];
    }

    public boolean isMissing(int place) {
      return missing[place];
    }

    /** An integer as it is, a decimal number as the raw bits of its float64. */
    public long bits(int place) {
      return bits[place];
    }

    /** A string, bytes or an array. */
    public String text(int place) {
      return texts[place];
    }

    /** When the latest event in the window was, 0 where there is none. */
    public long latestEventMicros() {
      return latestEventMicros;
    }

    void set(int place, long value) {
      bits[place] = value;
      missing[place] = false;
    }

    void set(int place, double value) {
      bits[place] = Double.doubleToRawLongBits(value);
      missing[place] = Double.isNaN(value);
    }

    void set(int place, String value) {
      texts[place] = value;
      missing[place] = false;
    }

    void miss(int place) {
      missing[place] = true;
    }
  }
}
