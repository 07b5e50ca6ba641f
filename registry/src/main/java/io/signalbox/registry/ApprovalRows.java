package io.signalbox.registry;

import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

/** Rows of registry.approvals. */
@Repository
class ApprovalRows {
  private final JdbcClient jdbc;

  ApprovalRows(JdbcClient jdbc) {
    this.jdbc = jdbc;
  }

  /** The oldest first. */
  List<Approval> of(long modelId, int version) {
    return jdbc.sql("""
        SELECT stage, author, reason, at FROM registry.approvals
        WHERE model_id = ? AND version = ? ORDER BY at, author
        """)
        .params(modelId, version)
        .query((row, index) -> new Approval(
            Stage.valueOf(row.getString("stage")),
            row.getString("author"),
            row.getString("reason"),
            row.getObject("at", OffsetDateTime.class).toInstant()))
        .list();
  }

  void put(long modelId, int version, Approval approval) {
    jdbc.sql("""
        INSERT INTO registry.approvals (model_id, version, stage, author, reason, at)
        VALUES (?, ?, ?, ?, ?, ?)
        ON CONFLICT (model_id, version, stage, author)
        DO UPDATE SET reason = EXCLUDED.reason, at = EXCLUDED.at
        """)
        .params(
            modelId,
            version,
            approval.stage().name(),
            approval.author(),
            approval.reason(),
            OffsetDateTime.ofInstant(approval.at(), ZoneOffset.UTC))
        .update();
  }

  /** Whether there was one. */
  boolean delete(long modelId, int version, Stage stage, String author) {
    return jdbc.sql("""
            DELETE FROM registry.approvals
            WHERE model_id = ? AND version = ? AND stage = ? AND author = ?
            """).params(modelId, version, stage.name(), author).update() > 0;
  }
}
