package io.signalbox.features;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The cells of a row as PostgreSQL keeps them: a JSON array, from which numbers come back to the last bit. */
public final class RowText {

  private static final JsonMapper JSON = JsonMapper.builder().build();

  private RowText() {}

  public static String write(List<Column> columns, int row) {
    List<@Nullable Object> cells = new ArrayList<>(columns.size());
    for (int i = 0; i < columns.size(); i++) {
      cells.add(Keys.of(columns.subList(i, i + 1), row).orElse(null));
    }
    return JSON.writeValueAsString(cells);
  }

  /** A Long, Double, String or null for each field. */
  public static @Nullable Object[] read(List<Field> fields, String text) {
    JsonNode array = JSON.readTree(text);
    @Nullable Object[] cells = new @Nullable Object[fields.size()];
    for (int i = 0; i < cells.length; i++) {
      JsonNode cell = array.get(i);
      if (!cell.isNull()) {
        cells[i] = switch (fields.get(i).type().holding()) {
          case LONG -> (Object) cell.longValue();
          case DOUBLE -> cell.doubleValue();
          case TEXT -> cell.stringValue();
        };
      }
    }
    return cells;
  }
}
