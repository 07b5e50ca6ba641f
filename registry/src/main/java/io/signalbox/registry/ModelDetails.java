package io.signalbox.registry;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** Models with their tags and aliases: one statement for any number. */
@Component
class ModelDetails {
  private final JdbcClient jdbc;

  ModelDetails(JdbcClient jdbc) {
    this.jdbc = jdbc;
  }

  List<RegisteredModel> of(List<ModelRow> rows) {
    Map<Long, Map<String, String>> tags = new LinkedHashMap<>();
    Map<Long, Map<String, Integer>> aliases = new LinkedHashMap<>();
    boolean one = rows.size() == 1; // without a list, which PostgreSQL plans anew each time
    jdbc.sql("""
        SELECT model_id, key, value, NULL AS version FROM registry.model_tags WHERE model_id = ANY (:ids)
        UNION ALL
        SELECT model_id, alias, NULL, version FROM registry.aliases WHERE model_id = ANY (:ids)
        ORDER BY 2
        """.replace("= ANY (:ids)", one ? "= :ids" : "= ANY (:ids)"))
        .param(
            "ids",
            one ? rows.getFirst().id() : rows.stream().map(ModelRow::id).toArray(Long[]::new))
        .query(row -> {
          String value = row.getString(3);
          if (value == null) {
            aliases
                .computeIfAbsent(row.getLong(1), id -> new LinkedHashMap<>())
                .put(row.getString(2), row.getInt(4));
          } else {
            tags.computeIfAbsent(row.getLong(1), id -> new LinkedHashMap<>())
                .put(row.getString(2), value);
          }
        });
    return rows.stream()
        .map(row -> new RegisteredModel(
            row.name(),
            row.description(),
            row.createdAt(),
            row.updatedAt(),
            tags.getOrDefault(row.id(), Map.of()),
            aliases.getOrDefault(row.id(), Map.of())))
        .toList();
  }
}
