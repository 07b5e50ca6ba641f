package io.signalbox.registry;

import java.util.List;
import java.util.Map;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.PropertyNamingStrategies;
import tools.jackson.databind.json.JsonMapper;

/** JSON as the registry's tables keep it: the names that its interface shows. */
final class StoredJson {
  private static final JsonMapper MAPPER = JsonMapper.builder()
      .propertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE)
      .build();

  private StoredJson() {}

  static String write(Object value) {
    return MAPPER.writeValueAsString(value);
  }

  /** An object with its fields in order. */
  static Map<String, Object> readObject(String json) {
    return MAPPER.readValue(json, new TypeReference<Map<String, Object>>() {});
  }

  static String write(Gate gate) {
    return MAPPER.writerFor(Gate.class).writeValueAsString(gate);
  }

  static Gate readGate(String json) {
    return MAPPER.readValue(json, Gate.class);
  }

  /** With the type of each, which a list inside a map would lose. */
  static JsonNode tree(List<Gate> gates) {
    String json = MAPPER.writerFor(new TypeReference<List<Gate>>() {}).writeValueAsString(gates);
    return MAPPER.readTree(json);
  }
}
