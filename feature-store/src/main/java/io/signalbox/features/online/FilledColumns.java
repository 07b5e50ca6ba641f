package io.signalbox.features.online;

import io.signalbox.features.Column;
import io.signalbox.features.Field;
import io.signalbox.features.OnlineFeatures;
import io.signalbox.features.OnlineFeatures.Status;
import io.signalbox.features.ReadPlan;
import io.signalbox.features.ValueType;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** An answer being filled, by feature and row. Features of one view share the times of its rows. */
final class FilledColumns {

  private final List<Field> features;
  /** {@code long[]}, {@code double[]} or {@code String[]} by feature */
  private final Object[] values;

  private final BitSet[] missing;
  private final Status[][] statuses;
  private final long[][] events;

  FilledColumns(List<Field> features, int rows) {
    this.features = features;
    values = new Object[features.size()];
    missing = new BitSet[features.size()];
    statuses = new Status[features.size()][rows];
    events = new long[features.size()][];
    for (int i = 0; i < values.length; i++) {
      values[i] = switch (features.get(i).type().holding()) {
        case LONG -> new long[rows];
        case DOUBLE -> new double[rows];
        case TEXT -> new String[rows];
      };
      missing[i] = new BitSet(rows);
    }
  }

  /** When the rows came to hold, 0 where there is none. */
  void events(List<ReadPlan.Pick> picks, long[] micros) {
    for (int i = 0; i < picks.size(); i++) {
      events[picks.get(i).to()] = micros;
    }
  }

  /** Takes all picks from one row of a view. */
  void set(List<ReadPlan.Pick> picks, int row, Row held, int columns) {
    for (int i = 0; i < picks.size(); i++) {
      int from = picks.get(i).from();
      int to = picks.get(i).to();
      if (held.has(from, columns)) {
        switch (values[to]) {
          case long[] longs -> longs[row] = held.bits(from);
          case double[] doubles -> doubles[row] = Double.longBitsToDouble(held.bits(from));
          default -> ((@Nullable String[]) values[to])[row] = held.text(from);
        }
        statuses[to][row] = Status.PRESENT;
      } else {
        miss(to, row, Status.NULL_VALUE);
      }
    }
  }

  void miss(List<ReadPlan.Pick> picks, int row, Status status) {
    for (int i = 0; i < picks.size(); i++) {
      miss(picks.get(i).to(), row, status);
    }
  }

  void set(int feature, int row, Object value) {
    switch (values[feature]) {
      case long[] longs -> longs[row] = (Long) value;
      case double[] doubles -> doubles[row] = (Double) value;
      default -> ((@Nullable String[]) values[feature])[row] = (String) value;
    }
    statuses[feature][row] = Status.PRESENT;
  }

  void miss(int feature, int row, Status status) {
    if (values[feature] instanceof double[] doubles) {
      doubles[row] = Double.NaN;
    }
    missing[feature].set(row);
    statuses[feature][row] = status;
  }

  OnlineFeatures done() {
    List<Column> columns = new ArrayList<>(values.length);
    for (int i = 0; i < values.length; i++) {
      String name = features.get(i).name();
      ValueType type = features.get(i).type();
      columns.add(
          switch (values[i]) {
            case long[] longs -> new Column.Longs(name, type, longs, missing[i]);
            case double[] doubles -> new Column.Doubles(name, type, doubles);
            default -> new Column.Texts(name, type, Arrays.asList((@Nullable String[]) values[i]));
          });
    }
    return new OnlineFeatures(columns, Arrays.asList(statuses), Arrays.asList(events));
  }
}
