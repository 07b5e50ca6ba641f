package io.signalbox.registry;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.springframework.jdbc.core.RowMapper;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

/** Versions that were not deleted, read with their tags and aliases: two statements for any number. */
@Repository
class Versions {
  static final String SELECT =
      "SELECT v.*, m.name FROM registry.versions v JOIN registry.models m USING (model_id)\n"
          + "WHERE NOT v.deleted AND ";

  static final RowMapper<Row> ROW = Versions::row;

  private final JdbcClient jdbc;

  Versions(JdbcClient jdbc) {
    this.jdbc = jdbc;
  }

  Optional<VersionDetails> find(ModelVersion id) {
    return details(jdbc.sql(SELECT + "m.name = ? AND v.version = ?")
            .params(id.model().value(), id.number())
            .query(ROW)
            .list())
        .stream()
        .findFirst();
  }

  VersionDetails require(ModelVersion id) {
    return find(id).orElseThrow(() -> unknown(id));
  }

  static RegistryException unknown(ModelVersion id) {
    return new RegistryException.NotFound(
        "Model Version (name=" + id.model() + ", version=" + id.number() + ") not found");
  }

  Optional<VersionDetails> aliased(ModelName model, String alias) {
    return details(
            jdbc.sql(SELECT + """
                m.name = ? AND v.version = (
                  SELECT a.version FROM registry.aliases a WHERE a.model_id = m.model_id AND a.alias = ?)
                """).params(model.value(), alias).query(ROW).list())
        .stream()
        .findFirst();
  }

  /** By number. */
  List<VersionDetails> of(ModelName model) {
    return details(jdbc.sql(SELECT + "m.name = ? ORDER BY v.version")
        .params(model.value())
        .query(ROW)
        .list());
  }

  Optional<VersionDetails> production(ModelName model) {
    return details(jdbc.sql(SELECT + "m.name = ? AND v.stage = 'PRODUCTION'")
            .params(model.value())
            .query(ROW)
            .list())
        .stream()
        .findFirst();
  }

  /** The highest of each stage of each model. */
  List<VersionDetails> latest(List<ModelName> models) {
    return details(jdbc.sql("""
            SELECT DISTINCT ON (v.model_id, v.stage) v.*, m.name
            FROM registry.versions v JOIN registry.models m USING (model_id)
            WHERE NOT v.deleted AND m.name = ANY (?)
            ORDER BY v.model_id, v.stage, v.version DESC
            """)
        .params((Object) models.stream().map(ModelName::value).toArray(String[]::new))
        .query(ROW)
        .list());
  }

  List<VersionDetails> details(List<Row> rows) {
    if (rows.isEmpty()) {
      return List.of();
    }
    Map<Key, Map<String, String>> tags = new LinkedHashMap<>();
    Map<Key, List<String>> aliases = new LinkedHashMap<>();
    Long[] models = rows.stream().map(row -> row.key().model()).toArray(Long[]::new);
    Integer[] numbers = rows.stream().map(row -> row.key().version()).toArray(Integer[]::new);
    jdbc.sql("""
        WITH wanted AS (SELECT * FROM unnest(:models::bigint[], :numbers::int[]) AS w (model_id, version))
        SELECT model_id, version, key, value FROM registry.version_tags JOIN wanted USING (model_id, version)
        UNION ALL
        SELECT model_id, version, alias, NULL FROM registry.aliases JOIN wanted USING (model_id, version)
        ORDER BY 3
        """).param("models", models).param("numbers", numbers).query(row -> {
      Key key = new Key(row.getLong(1), row.getInt(2));
      String value = row.getString(4);
      if (value == null) {
        aliases.computeIfAbsent(key, k -> new ArrayList<>()).add(row.getString(3));
      } else {
        tags.computeIfAbsent(key, k -> new LinkedHashMap<>()).put(row.getString(3), value);
      }
    });
    return rows.stream()
        .map(row -> row.details(
            tags.getOrDefault(row.key(), Map.of()), aliases.getOrDefault(row.key(), List.of())))
        .toList();
  }

  private static Row row(ResultSet row, int number) throws SQLException {
    return new Row(
        new Key(row.getLong("model_id"), row.getInt("version")),
        new ModelName(row.getString("name")),
        Stage.valueOf(row.getString("stage")),
        row.getString("description"),
        row.getString("user_id"),
        row.getString("source"),
        row.getString("storage_uri"),
        row.getString("run_id"),
        row.getString("run_link"),
        row.getString("logged_model_id"),
        Instant.ofEpochMilli(row.getLong("created_millis")),
        Instant.ofEpochMilli(row.getLong("updated_millis")));
  }

  record Key(long model, int version) {}

  /** A row of registry.versions with the name of its model. */
  record Row(
      Key key,
      ModelName model,
      Stage stage,
      String description,
      String author,
      String source,
      String storageUri,
      String runId,
      String runLink,
      String loggedModelId,
      Instant createdAt,
      Instant updatedAt) {

    VersionDetails details(Map<String, String> tags, List<String> aliases) {
      RegisteredVersion version = new RegisteredVersion(
          new ModelVersion(model, key.version()),
          stage,
          source,
          Artifacts.pathOf(storageUri).orElse(""),
          runId.isEmpty() ? Optional.empty() : Optional.of(runId),
          tags,
          createdAt);
      return new VersionDetails(
          version, description, author, storageUri, runLink, loggedModelId, updatedAt, aliases);
    }
  }
}
