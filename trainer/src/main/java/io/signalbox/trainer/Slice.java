package io.signalbox.trainer;

import io.signalbox.features.Column;
import io.signalbox.features.Table;
import java.util.Arrays;
import java.util.BitSet;
import java.util.stream.IntStream;

/** Some rows of a table. */
final class Slice {
  private Slice() {}

  static Table of(Table table, int[] rows) {
    return new Table(
        rows.length, table.columns().stream().map(column -> slice(column, rows)).toList());
  }

  private static Column slice(Column column, int[] rows) {
    return switch (column) {
      case Column.Longs longs -> {
        var missing = new BitSet();
        IntStream.range(0, rows.length).filter(i -> longs.isMissing(rows[i])).forEach(missing::set);
        long[] values = IntStream.of(rows).mapToLong(longs::at).toArray();
        yield new Column.Longs(longs.name(), longs.type(), values, missing);
      }
      case Column.Doubles doubles ->
        new Column.Doubles(
            doubles.name(),
            doubles.type(),
            IntStream.of(rows).mapToDouble(doubles::at).toArray());
      case Column.Texts texts -> {
        String[] values = new String[rows.length];
        Arrays.setAll(values, i -> texts.at(rows[i]));
        yield new Column.Texts(texts.name(), texts.type(), Arrays.asList(values));
      }
    };
  }
}
