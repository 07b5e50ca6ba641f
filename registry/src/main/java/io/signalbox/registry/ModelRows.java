package io.signalbox.registry;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.springframework.jdbc.core.RowMapper;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

/** Rows of models. Whoever changes a model or its versions locks its row first, so they wait for each other. */
@Repository
class ModelRows {
  static final RowMapper<ModelRow> ROW = ModelRows::row;

  private final JdbcClient jdbc;
  private final Clock clock;

  ModelRows(JdbcClient jdbc, Clock clock) {
    this.jdbc = jdbc;
    this.clock = clock;
  }

  Optional<ModelRow> find(ModelName name) {
    return jdbc.sql("SELECT * FROM registry.models WHERE name = ?")
        .params(name.value())
        .query(ROW)
        .optional();
  }

  ModelRow require(ModelName name) {
    return find(name).orElseThrow(() -> unknown(name));
  }

  /** Held until the transaction ends. */
  ModelRow lock(ModelName name) {
    return tryLock(name).orElseThrow(() -> unknown(name));
  }

  /** The same, empty where there is no such model. */
  Optional<ModelRow> tryLock(ModelName name) {
    return jdbc.sql("SELECT * FROM registry.models WHERE name = ? FOR UPDATE")
        .params(name.value())
        .query(ROW)
        .optional();
  }

  /** Empty where there is one of this name already. */
  Optional<ModelRow> insert(ModelName name, String description) {
    long now = clock.millis();
    return jdbc.sql("""
        INSERT INTO registry.models (name, description, created_millis, updated_millis)
        VALUES (?, ?, ?, ?) ON CONFLICT (name) DO NOTHING RETURNING *
        """).params(name.value(), description, now, now).query(ROW).optional();
  }

  /** A model, and the number of a version that comes. */
  record Next(ModelRow model, int version) {}

  /** Numbers are given out one by one: the model is locked until the transaction ends. */
  Next nextVersion(ModelName name, Instant now) {
    return jdbc.sql("""
        UPDATE registry.models SET last_version = last_version + 1, updated_millis = ?
        WHERE name = ? RETURNING *
        """)
        .params(now.toEpochMilli(), name.value())
        .query((row, number) -> new Next(row(row, number), row.getInt("last_version")))
        .optional()
        .orElseThrow(() -> unknown(name));
  }

  /** Says that something about the model changed now. */
  void touch(long id) {
    jdbc.sql("UPDATE registry.models SET updated_millis = ? WHERE model_id = ?")
        .params(clock.millis(), id)
        .update();
  }

  List<ModelRow> all() {
    return jdbc.sql("SELECT * FROM registry.models ORDER BY name").query(ROW).list();
  }

  private static RegistryException unknown(ModelName name) {
    return new RegistryException.NotFound("Registered Model with name=" + name + " not found");
  }

  private static ModelRow row(ResultSet row, int number) throws SQLException {
    return new ModelRow(
        row.getLong("model_id"),
        new ModelName(row.getString("name")),
        row.getString("description"),
        Instant.ofEpochMilli(row.getLong("created_millis")),
        Instant.ofEpochMilli(row.getLong("updated_millis")));
  }
}
