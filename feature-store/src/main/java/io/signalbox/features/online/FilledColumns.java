package io.signalbox.features.online;

import io.signalbox.features.Column;
import io.signalbox.features.Field;
import io.signalbox.features.OnlineFeatures;
import io.signalbox.features.OnlineFeatures.Status;
import io.signalbox.features.ValueType;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** An answer being filled, by feature and row. */
final class FilledColumns implements Held.Answers {

  private final List<Field> features;
  /** {@code long[]}, {@code double[]} or {@code String[]} by feature */
  private final Object[] values;

  private final BitSet[] missing;
  private final List<Status[]> statuses = new ArrayList<>();
  private final List<long[]> events = new ArrayList<>();

  FilledColumns(List<Field> features, int rows) {
    this.features = features;
    values = new Object[features.size()];
    missing = new BitSet[features.size()];
    for (int i = 0; i < values.length; i++) {
      values[i] = switch (features.get(i).type().holding()) {
        case LONG -> new long[rows];
        case DOUBLE -> new double[rows];
        case TEXT -> new String[rows];
      };
      missing[i] = new BitSet(rows);
      statuses.add(new Status[rows]);
      events.add(new long[rows]);
    }
  }

  @Override
  public void set(int feature, int row, Object value, long eventMicros) {
    switch (values[feature]) {
      case long[] longs -> longs[row] = (Long) value;
      case double[] doubles -> doubles[row] = (Double) value;
      case String[] texts -> texts[row] = (String) value;
      default -> throw new IllegalStateException();
    }
    note(feature, row, Status.PRESENT, eventMicros);
  }

  @Override
  public void miss(int feature, int row, Status status, long eventMicros) {
    if (values[feature] instanceof double[] doubles) {
      doubles[row] = Double.NaN;
    }
    missing[feature].set(row);
    note(feature, row, status, eventMicros);
  }

  private void note(int feature, int row, Status status, long eventMicros) {
    statuses.get(feature)[row] = status;
    events.get(feature)[row] = eventMicros;
  }

  OnlineFeatures done() {
    List<Column> columns = new ArrayList<>();
    for (int i = 0; i < values.length; i++) {
      String name = features.get(i).name();
      ValueType type = features.get(i).type();
      columns.add(
          switch (values[i]) {
            case long[] longs -> new Column.Longs(name, type, longs, missing[i]);
            case double[] doubles -> new Column.Doubles(name, type, doubles);
            case String[] texts ->
              new Column.Texts(name, type, Arrays.asList((@Nullable String[]) texts));
            default -> throw new IllegalStateException();
          });
    }
    return new OnlineFeatures(columns, statuses, events);
  }
}
