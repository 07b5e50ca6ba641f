package io.signalbox.trainer;

import org.jspecify.annotations.Nullable;
import tools.jackson.databind.PropertyNamingStrategies;
import tools.jackson.databind.json.JsonMapper;

/** How plans, results and details are kept in the database: the same whatever the server's mapper is set to. */
final class StoredJson {
  private static final JsonMapper MAPPER = JsonMapper.builder()
      .propertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE)
      .build();

  private StoredJson() {}

  static String write(Object value) {
    return MAPPER.writeValueAsString(value);
  }

  static <T> T read(@Nullable String json, Class<T> type) {
    return MAPPER.readValue(json, type);
  }
}
