package io.signalbox.features.web;

import io.signalbox.features.ArrayText;
import io.signalbox.features.Column;
import io.signalbox.features.Micros;
import io.signalbox.features.ValueType;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Values as JSON has them: a time in ISO 8601, bytes in base64. */
final class JsonValues {

  private JsonValues() {}

  static @Nullable Object of(Column column, int row) {
    if (column.isMissing(row)) {
      return null;
    }
    return switch (column) {
      case Column.Longs longs -> of(longs.type(), longs.at(row));
      case Column.Doubles doubles -> of(doubles.type(), doubles.at(row));
      case Column.Texts texts -> {
        String text = String.valueOf(texts.at(row));
        yield texts.type().isArray() ? array(texts.type().element(), text) : text;
      }
    };
  }

  private static List<Object> array(ValueType element, String text) {
    return ArrayText.read(element, text).stream().map(it -> of(element, it)).toList();
  }

  private static Object of(ValueType type, Object held) {
    return switch (type) {
      case BOOL -> held.equals(1L);
      case TIMESTAMP -> Micros.instant((Long) held).toString();
      case FLOAT32 -> ((Double) held).floatValue();
      default -> held;
    };
  }
}
