package io.signalbox.monitor;

import java.sql.Timestamp;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;
import tools.jackson.databind.json.JsonMapper;

/** The checks in force. */
@Repository
class Checks {
  private final JdbcClient jdbc;
  private final JsonMapper json;

  Checks(JdbcClient jdbc, JsonMapper json) {
    this.jdbc = jdbc;
    this.json = json;
  }

  List<CheckDefinition> all() {
    return jdbc.sql("SELECT definition FROM monitor.checks ORDER BY name")
        .query((row, number) -> read(row.getString("definition")))
        .list();
  }

  Optional<CheckDefinition> find(String name) {
    return jdbc.sql("SELECT definition FROM monitor.checks WHERE name = :name")
        .param("name", name)
        .query((row, number) -> read(row.getString("definition")))
        .optional();
  }

  /** Keeps others from applying checks until the transaction ends. */
  void lock() {
    jdbc.sql("LOCK TABLE monitor.checks IN SHARE ROW EXCLUSIVE MODE").update();
  }

  void put(CheckDefinition check, Instant at) {
    jdbc.sql("""
            INSERT INTO monitor.checks (name, definition, applied_at)
            VALUES (:name, CAST(:definition AS jsonb), :at)
            ON CONFLICT (name) DO UPDATE
            SET definition = excluded.definition, applied_at = excluded.applied_at
            """)
        .param("name", check.name())
        .param("definition", json.writerFor(CheckDefinition.class).writeValueAsString(check))
        .param("at", Timestamp.from(at))
        .update();
  }

  void remove(String name) {
    jdbc.sql("DELETE FROM monitor.checks WHERE name = :name")
        .param("name", name)
        .update();
  }

  private CheckDefinition read(String text) {
    return json.readValue(text, CheckDefinition.class);
  }
}
