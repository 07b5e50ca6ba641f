package io.signalbox.features;

import io.signalbox.features.ConsistencyAudit.Example;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Compares one feature as it was logged with what the join says, row by row. */
final class ComparedColumns {
  private final Column logged;
  private final Column joined;
  private final boolean numbers;
  private long matches;
  private long mismatches;
  private long missing;
  private long extra;
  private long compared;
  private double relativeErrors;

  ComparedColumns(Column logged, Column joined) {
    this.logged = logged;
    this.joined = joined;
    this.numbers = switch (logged.type()) {
      case INT32, INT64, FLOAT32, FLOAT64 -> true;
      default -> false;
    };
  }

  /** Examples are added as far as there is room. */
  ConsistencyAudit.Feature compare(List<Example> examples) {
    for (int row = 0; row < logged.size(); row++) {
      boolean same = compare(row);
      if (!same && examples.size() < ConsistencyAudit.MOST_EXAMPLES) {
        examples.add(new Example(row, logged.name(), text(logged, row), text(joined, row)));
      }
    }
    return new ConsistencyAudit.Feature(
        logged.name(), matches, mismatches, missing, extra, compared, relativeErrors);
  }

  private boolean compare(int row) {
    if (logged.isMissing(row) || joined.isMissing(row)) {
      boolean neither = logged.isMissing(row) && joined.isMissing(row);
      matches += neither ? 1 : 0;
      missing += logged.isMissing(row) && !neither ? 1 : 0;
      extra += joined.isMissing(row) && !neither ? 1 : 0;
      return neither;
    }
    if (numbers) {
      compared++;
      relativeErrors += relativeError(logged.numberAt(row), joined.numberAt(row));
    }
    boolean same = isSame(row);
    matches += same ? 1 : 0;
    mismatches += same ? 0 : 1;
    return same;
  }

  private boolean isSame(int row) {
    return switch (logged) {
      case Column.Longs longs ->
        joined instanceof Column.Longs others && longs.at(row) == others.at(row);
      case Column.Doubles doubles ->
        joined instanceof Column.Doubles others
            && Double.doubleToRawLongBits(doubles.at(row))
                == Double.doubleToRawLongBits(others.at(row));
      case Column.Texts texts ->
        joined instanceof Column.Texts others
            && String.valueOf(texts.at(row)).equals(others.at(row));
    };
  }

  /** In halves, because the sum of two finite numbers may not be one. */
  private static double relativeError(double one, double other) {
    double size = Math.abs(one / 2) + Math.abs(other / 2);
    return size == 0 ? 0 : 2 * (Math.abs(one / 2 - other / 2) / size);
  }

  private static String text(Column column, int row) {
    if (column.isMissing(row)) {
      return "";
    }
    @Nullable
    Object value = switch (column) {
      case Column.Longs longs -> longs.at(row);
      case Column.Doubles doubles -> doubles.at(row);
      case Column.Texts texts -> texts.at(row);
    };
    return String.valueOf(value);
  }
}
