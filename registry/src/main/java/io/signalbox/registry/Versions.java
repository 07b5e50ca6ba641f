package io.signalbox.registry;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.springframework.jdbc.core.RowMapper;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

/** Versions that were not deleted, read with their tags and aliases: one statement for any number. */
@Repository
class Versions {
  static final String SELECT = """
      SELECT v.*, m.name,
        ARRAY(SELECT ARRAY[t.key, t.value] FROM registry.version_tags t
              WHERE t.model_id = v.model_id AND t.version = v.version ORDER BY t.key) AS tags,
        ARRAY(SELECT a.alias FROM registry.aliases a
              WHERE a.model_id = v.model_id AND a.version = v.version ORDER BY a.alias) AS aliases
      FROM registry.versions v JOIN registry.models m USING (model_id)
      WHERE NOT v.deleted AND\s""";

  /** The highest of each stage, of those models whose names are as it says. */
  private static final String LATEST = SELECT + """
      (v.model_id, v.version) IN (
        SELECT l.model_id, max(l.version) FROM registry.versions l JOIN registry.models n USING (model_id)
        WHERE NOT l.deleted AND n.name %s GROUP BY l.model_id, l.stage)
      ORDER BY v.model_id, v.stage
      """;

  static final RowMapper<VersionDetails> ROW = Versions::row;

  private final JdbcClient jdbc;

  Versions(JdbcClient jdbc) {
    this.jdbc = jdbc;
  }

  Optional<VersionDetails> find(ModelVersion id) {
    return jdbc.sql(SELECT + "m.name = ? AND v.version = ?")
        .params(id.model().value(), id.number())
        .query(ROW)
        .optional();
  }

  VersionDetails require(ModelVersion id) {
    return find(id).orElseThrow(() -> unknown(id));
  }

  static RegistryException unknown(ModelVersion id) {
    return new RegistryException.NotFound(
        "Model Version (name=" + id.model() + ", version=" + id.number() + ") not found");
  }

  Optional<VersionDetails> aliased(ModelName model, String alias) {
    return jdbc.sql(SELECT + """
        m.name = ? AND v.version = (
          SELECT a.version FROM registry.aliases a WHERE a.model_id = m.model_id AND a.alias = ?)
        """).params(model.value(), alias).query(ROW).optional();
  }

  /** By number. */
  List<VersionDetails> of(ModelName model) {
    return jdbc.sql(SELECT + "m.name = ? ORDER BY v.version")
        .params(model.value())
        .query(ROW)
        .list();
  }

  Optional<VersionDetails> production(ModelName model) {
    return jdbc.sql(SELECT + "m.name = ? AND v.stage = 'PRODUCTION'")
        .params(model.value())
        .query(ROW)
        .optional();
  }

  /** The highest of each stage. */
  List<VersionDetails> latest(ModelName model) {
    return jdbc.sql(LATEST.formatted("= ?")).params(model.value()).query(ROW).list();
  }

  /** The same of each of these models. */
  List<VersionDetails> latest(List<ModelName> models) {
    if (models.size() == 1) {
      return latest(models.getFirst()); // a statement with a list is planned anew each time
    }
    return jdbc.sql(LATEST.formatted("= ANY (?)"))
        .params((Object) models.stream().map(ModelName::value).toArray(String[]::new))
        .query(ROW)
        .list();
  }

  private static VersionDetails row(ResultSet row, int number) throws SQLException {
    String storageUri = row.getString("storage_uri");
    String runId = row.getString("run_id");
    RegisteredVersion version = new RegisteredVersion(
        new ModelVersion(new ModelName(row.getString("name")), row.getInt("version")),
        Stage.valueOf(row.getString("stage")),
        row.getString("source"),
        Artifacts.pathOf(storageUri).orElse(""),
        runId.isEmpty() ? Optional.empty() : Optional.of(runId),
        tags(row),
        Instant.ofEpochMilli(row.getLong("created_millis")));
    return new VersionDetails(
        version,
        row.getString("description"),
        row.getString("user_id"),
        storageUri,
        row.getString("run_link"),
        row.getString("logged_model_id"),
        Instant.ofEpochMilli(row.getLong("updated_millis")),
        List.of((String[]) row.getArray("aliases").getArray()));
  }

  private static Map<String, String> tags(ResultSet row) throws SQLException {
    Map<String, String> tags = new LinkedHashMap<>();
    for (Object tag : (Object[]) row.getArray("tags").getArray()) {
      String[] pair = (String[]) tag;
      tags.put(pair[0], pair[1]);
    }
    return tags;
  }
}
