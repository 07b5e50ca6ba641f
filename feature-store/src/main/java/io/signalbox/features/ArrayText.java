package io.signalbox.features;

import java.util.ArrayList;
import java.util.List;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * An array as text, in one form only, so that equal arrays are equal texts: JSON, a timestamp as its microseconds, bytes in base64, a
 * float32 as the float64 that it is.
 */
public final class ArrayText {

  private static final JsonMapper JSON = JsonMapper.builder().build();

  private ArrayText() {}

  /** Writes elements as {@link Column} holds them: Long, Double or String, and 0 or 1 for a bool. */
  public static String write(ValueType element, List<?> values) {
    List<Object> written = new ArrayList<>(values.size());
    for (Object value : values) {
      written.add(element == ValueType.BOOL ? (Object) value.equals(1L) : value);
    }
    return JSON.writeValueAsString(written);
  }

  /** What {@link #write} was given. */
  public static List<Object> read(ValueType element, String text) {
    List<Object> values = new ArrayList<>();
    for (JsonNode node : JSON.readTree(text)) {
      values.add(
          switch (element.holding()) {
            case LONG ->
              node.isBoolean() ? (Object) (node.booleanValue() ? 1L : 0L) : node.longValue();
            case DOUBLE -> node.doubleValue();
            case TEXT -> node.stringValue();
          });
    }
    return values;
  }

  /** The one form of an array that was written as JSON by another. */
  public static String canonical(ValueType element, String json) {
    return write(element, read(element, json));
  }
}
