package io.signalbox.features;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.PropertyNamingStrategies;
import tools.jackson.databind.json.JsonMapper;

/** The records of training sets. */
@Repository
class TrainingSets {

  private static final JsonMapper JSON = JsonMapper.builder()
      .propertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE)
      .build();

  private final JdbcClient jdbc;

  TrainingSets(JdbcClient jdbc) {
    this.jdbc = jdbc;
  }

  /** Adds a record, unless another built the same meanwhile. */
  void add(TrainingSet set) {
    jdbc.sql("""
            INSERT INTO features.training_sets (id, service, service_version, spine, rows, columns, nulls, created_at, lookups,
              known_at_cut, quality)
            VALUES (?, ?, ?, ?::json, ?, ?::json, ?::json, ?, ?::json, ?, ?::json)
            ON CONFLICT (id) DO NOTHING
            """)
        .params(
            set.id().hash(),
            set.service(),
            set.serviceVersion(),
            JSON.writeValueAsString(set.spine()),
            set.rows(),
            JSON.writeValueAsString(set.columns()),
            JSON.writeValueAsString(set.nulls()),
            set.createdAt().atOffset(ZoneOffset.UTC),
            JSON.writeValueAsString(set.lookups()),
            set.knownAtCut())
        .param(set.quality().map(JSON::writeValueAsString).orElse(null))
        .update();
  }

  Optional<TrainingSet> find(TrainingSetId id) {
    return jdbc.sql("""
            SELECT id, service, service_version, spine, rows, columns, nulls, created_at, lookups,
              known_at_cut, quality
            FROM features.training_sets WHERE id = ?
            """).params(id.hash()).query((rs, row) -> trainingSet(rs)).optional();
  }

  private static TrainingSet trainingSet(ResultSet rs) throws SQLException {
    return new TrainingSet(
        new TrainingSetId(rs.getString("id")),
        rs.getString("service"),
        rs.getInt("service_version"),
        JSON.readValue(rs.getString("spine"), Spine.class),
        rs.getLong("rows"),
        JSON.readValue(rs.getString("columns"), new TypeReference<List<Field>>() {}),
        JSON.readValue(rs.getString("nulls"), new TypeReference<Map<String, Long>>() {}),
        rs.getObject("created_at", OffsetDateTime.class).toInstant(),
        JSON.readValue(rs.getString("lookups"), new TypeReference<List<Lookup>>() {}),
        rs.getBoolean("known_at_cut"),
        Optional.ofNullable(rs.getString("quality"))
            .map(it -> JSON.readValue(it, QualityFound.class)));
  }
}
