package io.signalbox.router.journal;

import io.signalbox.features.Table;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Gathers the wanted columns from predictions whose layouts may differ. Not safe for concurrent use. */
final class FeatureReader {

  private final List<FeatureColumn> columns = new ArrayList<>();
  private final FeatureLayouts layouts;
  private final Map<Long, @Nullable FeatureColumn[]> columnsOfLayout = new TreeMap<>();
  private int rows;

  FeatureReader(List<String> names, FeatureLayouts layouts) {
    names.forEach(name -> columns.add(new FeatureColumn(name)));
    this.layouts = layouts;
  }

  /** Takes a row of layout, numbers, integers, texts. */
  void add(TupleReader row) {
    long id = row.bigint();
    FeatureLayout layout = layouts.get(id);
    @Nullable FeatureColumn[] wanted = columnsOfLayout.computeIfAbsent(id, any -> wanted(layout));
    columns.forEach(column -> column.beginRow(rows));
    for (FeatureLayout.Kind kind : FeatureLayout.Kind.values()) {
      int left = row.array();
      for (int i = 0; i < wanted.length && left > 0; i++) {
        if (layout.kindOf(i) == kind) {
          read(row, kind, layout, i, wanted[i]);
          left--;
        }
      }
    }
    rows++;
  }

  private static void read(
      TupleReader row,
      FeatureLayout.Kind kind,
      FeatureLayout layout,
      int feature,
      @Nullable FeatureColumn column) {
    switch (kind) {
      case NUMBER -> {
        double number = row.number();
        if (column != null && !Double.isNaN(number)) {
          column.number(number);
        }
      }
      case INTEGER -> {
        if (!row.isNextNull()) {
          long integer = row.bigint();
          if (column != null) {
            column.integer(layout.types().get(feature), integer);
          }
        }
      }
      case TEXT -> {
        String text = row.text();
        if (column != null && text != null) {
          column.text(text);
        }
      }
    }
  }

  /** The wanted column, or none, for each feature of a layout. */
  private @Nullable FeatureColumn[] wanted(FeatureLayout layout) {
    var wanted = new @Nullable FeatureColumn[layout.names().size()];
    for (FeatureColumn column : columns) {
      int place = layout.names().indexOf(column.name());
      if (place >= 0) {
        wanted[place] = column;
        column.isOf(layout.types().get(place));
      }
    }
    return wanted;
  }

  Table toTable() {
    return new Table(rows, columns.stream().map(column -> column.toColumn(rows)).toList());
  }
}
