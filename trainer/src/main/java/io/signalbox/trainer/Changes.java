package io.signalbox.trainer;

import io.signalbox.registry.Attribution;
import java.time.Instant;
import java.time.ZoneOffset;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

/** The append-only table of what was changed, by whom and why. */
@Repository
class Changes {
  private final JdbcClient jdbc;

  Changes(JdbcClient jdbc) {
    this.jdbc = jdbc;
  }

  /** A change; {@code detail} is kept as JSON. */
  record Change(String subject, String action, Object detail) {}

  void add(Change change, Attribution why, Instant at) {
    jdbc.sql("""
            INSERT INTO trainer.changes (at, author, reason, subject, action, detail)
            VALUES (:at, :author, :reason, :subject, :action, CAST(:detail AS jsonb))
            """)
        .param("at", at.atOffset(ZoneOffset.UTC))
        .param("author", why.author())
        .param("reason", why.reason())
        .param("subject", change.subject())
        .param("action", change.action())
        .param("detail", StoredJson.write(change.detail()))
        .update();
  }
}
