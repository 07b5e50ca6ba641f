package io.signalbox.features;

import com.google.common.primitives.ImmutableDoubleArray;
import io.signalbox.features.OnlineFeatures.Status;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Features of n rows, and how good each row is.
 *
 * @param scores by row, from 0 to 100
 */
public record RatedFeatures(OnlineFeatures features, ImmutableDoubleArray scores) {

  public Tier tier(int row) {
    return Tier.of(scores.get(row));
  }

  /** The same rows and scores; the features of those below a tier are missing, with the status {@code INVALID}. */
  public RatedFeatures from(Tier least) {
    var below = new BitSet();
    for (int row = 0; row < scores.length(); row++) {
      below.set(row, tier(row).compareTo(least) > 0);
    }
    if (below.isEmpty()) {
      return this;
    }
    List<Column> columns = new ArrayList<>();
    List<Status[]> statuses = new ArrayList<>();
    for (int i = 0; i < features.features().size(); i++) {
      columns.add(without(features.features().get(i), below));
      Status[] kept = features.statuses().get(i).clone();
      below.stream().forEach(row -> kept[row] = Status.INVALID);
      statuses.add(kept);
    }
    return new RatedFeatures(new OnlineFeatures(columns, statuses, features.eventMicros()), scores);
  }

  private static Column without(Column column, BitSet rows) {
    int size = column.size();
    return switch (column) {
      case Column.Longs longs -> {
        long[] values = new long[size];
        Arrays.setAll(values, longs::at);
        var missing = new BitSet();
        for (int row = 0; row < size; row++) {
          missing.set(row, rows.get(row) || longs.isMissing(row));
        }
        yield new Column.Longs(column.name(), column.type(), values, missing);
      }
      case Column.Doubles doubles -> {
        double[] values = new double[size];
        Arrays.setAll(values, row -> rows.get(row) ? Double.NaN : doubles.at(row));
        yield new Column.Doubles(column.name(), column.type(), values);
      }
      case Column.Texts texts -> {
        @Nullable String[] values = new @Nullable String[size];
        Arrays.setAll(values, row -> rows.get(row) ? null : texts.at(row));
        yield new Column.Texts(column.name(), column.type(), Arrays.asList(values));
      }
    };
  }
}
