package io.signalbox.features.window;

import io.signalbox.features.AggregateViewDefinition.Function;
import java.util.HashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What was seen of one column, in order. Not thread-safe. */
abstract sealed class Summary {

  private final @Nullable Set<Object> distinct;
  private long count;

  /** Keeps every value only where a distinct count is wanted. */
  Summary(boolean countsDistinct) {
    distinct = countsDistinct ? new HashSet<>() : null;
  }

  /** Takes an event's value, where there is one. */
  final void add(EventValues values, int place) {
    if (!values.isMissing(place)) {
      count++;
      take(values, place);
      if (distinct != null) {
        distinct.add(taken());
      }
    }
  }

  abstract void take(EventValues values, int place);

  /** What is equal for equal values, of the value taken last. */
  abstract Object taken();

  final void write(Function function, int place, WindowPlan.Answer answer) {
    switch (function) {
      case COUNT -> answer.set(place, count);
      case DISTINCT_COUNT -> answer.set(place, distinct == null ? 0L : (long) distinct.size());
      case SUM, MEAN, MIN, MAX, LAST -> {
        if (count == 0) {
          answer.miss(place);
        } else {
          writeSeen(function, place, count, answer);
        }
      }
    }
  }

  /** Writes anything but a count; there was at least one value. */
  abstract void writeSeen(Function function, int place, long seen, WindowPlan.Answer answer);

  private static IllegalStateException counted() {
    return new IllegalStateException("a count is written before");
  }

  /** Of float32 and float64. */
  static final class OfDecimals extends Summary {
    private double sum;
    private double min = Double.POSITIVE_INFINITY;
    private double max = Double.NEGATIVE_INFINITY;
    private double last;

    OfDecimals(boolean countsDistinct) {
      super(countsDistinct);
    }

    @Override
    void take(EventValues values, int place) {
      last = Double.longBitsToDouble(((EventValues.Bits) values).at(place));
      sum += last;
      min = Math.min(min, last);
      max = Math.max(max, last);
    }

    @Override
    Object taken() {
      return last;
    }

    @Override
    void writeSeen(Function function, int place, long seen, WindowPlan.Answer answer) {
      answer.set(
          place,
          switch (function) {
            case SUM -> sum;
            case MEAN -> sum / seen;
            case MIN -> min;
            case MAX -> max;
            case LAST -> last;
            case COUNT, DISTINCT_COUNT -> throw counted();
          });
    }
  }

  /** Of int32 and int64; of bool and timestamp only the last is asked for. */
  static final class OfIntegers extends Summary {
    private long sum;
    private boolean overflow;
    private long min = Long.MAX_VALUE;
    private long max = Long.MIN_VALUE;
    private long last;

    OfIntegers(boolean countsDistinct) {
      super(countsDistinct);
    }

    @Override
    void take(EventValues values, int place) {
      last = ((EventValues.Bits) values).at(place);
      long next = sum + last;
      overflow |= ((sum ^ next) & (last ^ next)) < 0;
      sum = next;
      min = Math.min(min, last);
      max = Math.max(max, last);
    }

    @Override
    Object taken() {
      return last;
    }

    @Override
    void writeSeen(Function function, int place, long seen, WindowPlan.Answer answer) {
      if (overflow && (function == Function.SUM || function == Function.MEAN)) {
        answer.miss(place);
        return;
      }
      switch (function) {
        case SUM -> answer.set(place, sum);
        case MEAN -> answer.set(place, (double) sum / seen);
        case MIN -> answer.set(place, min);
        case MAX -> answer.set(place, max);
        case LAST -> answer.set(place, last);
        case COUNT, DISTINCT_COUNT -> throw counted();
      }
    }
  }

  /** Of string, bytes and arrays. */
  static final class OfTexts extends Summary {
    private String last = "";

    OfTexts(boolean countsDistinct) {
      super(countsDistinct);
    }

    @Override
    void take(EventValues values, int place) {
      String text = ((EventValues.Texts) values).at(place);
      last = text == null ? "" : text; // it was seen not to be missing
    }

    @Override
    Object taken() {
      return last;
    }

    @Override
    void writeSeen(Function function, int place, long seen, WindowPlan.Answer answer) {
      switch (function) {
        case LAST -> answer.set(place, last);
        case SUM, MEAN, MIN, MAX ->
          throw new IllegalStateException(function + " of text was refused when it was applied");
        case COUNT, DISTINCT_COUNT -> throw counted();
      }
    }
  }
}
