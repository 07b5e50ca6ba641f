package io.signalbox.registry.mlflow;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * The fields of a JSON object by the rules of MLflow's messages: a number may come as a string, a null is nothing, a
 * name may come in camel case, and an unknown field is ignored. What is wrong is refused in MLflow's words.
 *
 * @param path what stands before a name in messages, e.g. {@code metrics[0].}
 */
record Fields(JsonNode object, String path) {

  Fields(JsonNode object) {
    this(object, "");
  }

  /** Absent and empty are the same, as in MLflow. */
  String text(String name) {
    JsonNode value = value(name);
    if (value == null) {
      return "";
    }
    if (!value.isString()) {
      throw wrong(name, value);
    }
    String text = value.stringValue();
    return storable(text, name);
  }

  Optional<String> given(String name) {
    return Optional.of(text(name)).filter(text -> !text.isEmpty());
  }

  String required(String name) {
    String text = text(name);
    if (text.isEmpty()) {
      throw MlflowException.missing(path + name);
    }
    return text;
  }

  boolean has(String name) {
    return value(name) != null;
  }

  OptionalLong number(String name) {
    JsonNode value = value(name);
    if (value == null) {
      return OptionalLong.empty();
    }
    if (value.isIntegralNumber() && value.canConvertToLong()) {
      return OptionalLong.of(value.longValue());
    }
    if (value.isString() && value.stringValue().matches("[-+]?\\d{1,19}")) {
      try {
        return OptionalLong.of(Long.parseLong(value.stringValue()));
      } catch (NumberFormatException e) {
        throw wrong(name, value);
      }
    }
    boolean whole = value.isNumber()
        && value.doubleValue() == Math.rint(value.doubleValue())
        && Math.abs(value.doubleValue()) < 0x1p63;
    if (whole) {
      return OptionalLong.of((long) value.doubleValue());
    }
    throw wrong(name, value);
  }

  long requiredNumber(String name) {
    return number(name).orElseThrow(() -> MlflowException.missing(path + name));
  }

  /** NaN and the infinities come as strings. */
  double requiredDouble(String name) {
    JsonNode value = value(name);
    if (value == null) {
      throw MlflowException.missing(path + name);
    }
    if (value.isNumber()) {
      return value.doubleValue();
    }
    String text = value.isString() ? value.stringValue() : "";
    return switch (text) {
      case "NaN", "nan" -> Double.NaN;
      case "Infinity", "inf", "+Infinity" -> Double.POSITIVE_INFINITY;
      case "-Infinity", "-inf" -> Double.NEGATIVE_INFINITY;
      default -> {
        if (!text.matches("[-+]?(\\d+(\\.\\d*)?|\\.\\d+)([eE][-+]?\\d+)?")) {
          throw wrong(name, value);
        }
        yield Double.parseDouble(text);
      }
    };
  }

  boolean flag(String name) {
    JsonNode value = value(name);
    if (value == null) {
      return false;
    }
    if (value.isString()
        && value.stringValue().toLowerCase(java.util.Locale.ROOT).matches("true|false")) {
      return Boolean.parseBoolean(value.stringValue());
    }
    if (!value.isBoolean()) {
      throw wrong(name, value);
    }
    return value.booleanValue();
  }

  /** One of MLflow's enumerations, by name or by number; empty where there is none. */
  <T> Optional<T> choice(String name, Map<String, T> numbered) {
    JsonNode value = value(name);
    if (value == null) {
      return Optional.empty();
    }
    String given = value.isString() || value.isIntegralNumber() ? value.asString() : "";
    int number = 1;
    for (Map.Entry<String, T> each : numbered.entrySet()) {
      if (given.equals(each.getKey()) || given.equals(Integer.toString(number++))) {
        return Optional.of(each.getValue());
      }
    }
    throw wrong(name, value);
  }

  List<String> texts(String name) {
    List<String> texts = new ArrayList<>();
    for (JsonNode item : items(name)) {
      if (!item.isString()) {
        throw wrong(name, item);
      }
      texts.add(storable(item.stringValue(), name));
    }
    return texts;
  }

  /** PostgreSQL keeps neither the zero character nor half of a surrogate pair; of the latter its driver would make a question mark. */
  private String storable(String text, String name) {
    if (text.indexOf('\0') >= 0) {
      throw MlflowException.invalid("parameter '" + path + name + "' (expected: no NUL character)");
    }
    if (text.codePoints().anyMatch(each -> each <= 0xffff && Character.isSurrogate((char) each))) {
      throw MlflowException.invalid(
          "parameter '" + path + name + "': half of a surrogate pair (expected: Unicode text)");
    }
    return text;
  }

  List<Fields> objects(String name) {
    List<Fields> objects = new ArrayList<>();
    for (JsonNode item : items(name)) {
      if (!item.isObject()) {
        throw wrong(name, item);
      }
      objects.add(new Fields(item, path + name + "[" + objects.size() + "]."));
    }
    return objects;
  }

  Fields object(String name) {
    JsonNode value = value(name);
    if (value == null || !value.isObject()) {
      throw MlflowException.missing(path + name);
    }
    return new Fields(value, path + name + ".");
  }

  /** A list of {@code key} and {@code value}: a repeated key keeps its last value. */
  Map<String, String> pairs(String name) {
    Map<String, String> pairs = new LinkedHashMap<>();
    objects(name).forEach(pair -> pairs.put(pair.required("key"), pair.text("value")));
    return pairs;
  }

  private List<JsonNode> items(String name) {
    JsonNode value = value(name);
    if (value == null) {
      return List.of();
    }
    if (!value.isArray()) {
      throw wrong(name, value);
    }
    return List.copyOf(value.values());
  }

  private @Nullable JsonNode value(String name) {
    JsonNode value = object.get(name);
    if (name.indexOf('_') > 0) {
      String camel = camelCase(name);
      JsonNode other = object.get(camel);
      if (value != null && other != null) {
        throw MlflowException.invalid(
            "Request specifies both '" + name + "' and '" + camel + "'; provide only one of them.");
      }
      value = value == null ? other : value;
    }
    return value == null || value.isNull() ? null : value;
  }

  private static String camelCase(String name) {
    StringBuilder camel = new StringBuilder();
    for (int i = 0; i < name.length(); i++) {
      boolean up = i > 0 && name.charAt(i - 1) == '_';
      if (name.charAt(i) != '_') {
        camel.append(up ? Character.toUpperCase(name.charAt(i)) : name.charAt(i));
      }
    }
    return camel.toString();
  }

  private MlflowException wrong(String name, JsonNode value) {
    return MlflowException.wrong(path + name, value.toString(), pythonType(value));
  }

  private static String pythonType(JsonNode value) {
    return switch (value.getNodeType()) {
      case ARRAY -> "list";
      case OBJECT, POJO -> "dict";
      case BOOLEAN -> "bool";
      case NUMBER -> value.isIntegralNumber() ? "int" : "float";
      case STRING, BINARY -> "str";
      case NULL, MISSING -> "NoneType";
    };
  }

  /** The first of two names that is there: old clients say {@code run_uuid}. */
  String requiredEither(String name, String oldName) {
    return given(name)
        .or(() -> given(oldName))
        .orElseThrow(() -> MlflowException.missing(path + name));
  }
}
