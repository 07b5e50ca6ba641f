package io.signalbox.registry;

import java.time.Clock;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Optional;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

/** Which versions of a model were in Production one after the other. */
@Repository
class Productions {
  private final JdbcClient jdbc;
  private final Clock clock;

  Productions(JdbcClient jdbc, Clock clock) {
    this.jdbc = jdbc;
    this.clock = clock;
  }

  void entered(long modelId, int version) {
    jdbc.sql("INSERT INTO registry.productions (model_id, version, entered_at) VALUES (?, ?, ?)")
        .params(modelId, version, OffsetDateTime.ofInstant(clock.instant(), ZoneOffset.UTC))
        .update();
  }

  /** One entry; the ids rise with time. */
  record Entry(long id, int version) {}

  /** The last one of another version than this; rolled back and deleted ones are passed over. */
  Optional<Entry> lastOtherThan(long modelId, int version) {
    return jdbc.sql("""
            SELECT p.entry_id, p.version
            FROM registry.productions p JOIN registry.versions v USING (model_id, version)
            WHERE p.model_id = ? AND NOT p.undone AND NOT v.deleted AND p.version <> ?
            ORDER BY p.entry_id DESC LIMIT 1
            """)
        .params(modelId, version)
        .query((row, index) -> new Entry(row.getLong(1), row.getInt(2)))
        .optional();
  }

  /** Takes off what came after the entry. */
  void undoAfter(long modelId, Entry entry) {
    jdbc.sql("UPDATE registry.productions SET undone = true WHERE model_id = ? AND entry_id > ?")
        .params(modelId, entry.id())
        .update();
  }
}
