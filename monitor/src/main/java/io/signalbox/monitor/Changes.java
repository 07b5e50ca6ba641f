package io.signalbox.monitor;

import io.signalbox.registry.Attribution;
import java.sql.Timestamp;
import java.time.Instant;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;
import tools.jackson.databind.json.JsonMapper;

/** Who did what and why; only ever appended to. */
@Repository
class Changes {
  private final JdbcClient jdbc;
  private final JsonMapper json;

  Changes(JdbcClient jdbc, JsonMapper json) {
    this.jdbc = jdbc;
    this.json = json;
  }

  /** Appends one change; a subject is like {@code check flight_delay_drift}. */
  void add(Instant at, Attribution why, String subject, String action, Object detail) {
    jdbc.sql("""
            INSERT INTO monitor.changes (at, author, reason, subject, action, detail)
            VALUES (:at, :author, :reason, :subject, :action, CAST(:detail AS jsonb))
            """)
        .param("at", Timestamp.from(at))
        .param("author", why.author())
        .param("reason", why.reason())
        .param("subject", subject)
        .param("action", action)
        .param("detail", json.writeValueAsString(detail))
        .update();
  }
}
