package io.signalbox.monitor.alert;

import io.signalbox.monitor.AlertStored;
import io.signalbox.router.EndpointName;
import java.sql.Timestamp;
import java.time.Instant;
import java.util.List;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

/** Alerts that the webhook has not taken yet. */
@Repository
class Outbox {
  /** The last of the attempts is about four minutes after the first. */
  static final int MOST_ATTEMPTS = 8;

  private static final int BATCH = 100;

  private final JdbcClient jdbc;

  Outbox(JdbcClient jdbc) {
    this.jdbc = jdbc;
  }

  /** The oldest first. */
  List<Pending> pending() {
    return jdbc.sql("""
            SELECT alert_id, check_name, endpoint, report_id, at, text, attempts FROM monitor.alerts
            WHERE to_webhook AND delivered_at IS NULL AND attempts < :most
            ORDER BY alert_id LIMIT :batch
            """)
        .param("most", MOST_ATTEMPTS)
        .param("batch", BATCH)
        .query((row, number) -> new Pending(
            new AlertStored(
                row.getLong("alert_id"),
                row.getString("check_name"),
                new EndpointName(row.getString("endpoint")),
                row.getString("report_id"),
                row.getTimestamp("at").toInstant(),
                row.getString("text")),
            row.getInt("attempts")))
        .list();
  }

  /** Counts the attempt before it is made; false if another replica makes it. */
  boolean claim(Pending pending) {
    return jdbc.sql("""
                UPDATE monitor.alerts SET attempts = attempts + 1
                WHERE alert_id = :id AND attempts = :seen AND delivered_at IS NULL
                """)
            .param("id", pending.alert().id())
            .param("seen", pending.attempts())
            .update()
        == 1;
  }

  void delivered(Pending pending, Instant at) {
    jdbc.sql("UPDATE monitor.alerts SET delivered_at = :at, failure = NULL WHERE alert_id = :id")
        .param("at", Timestamp.from(at))
        .param("id", pending.alert().id())
        .update();
  }

  void failed(Pending pending, String why) {
    jdbc.sql("UPDATE monitor.alerts SET failure = :why WHERE alert_id = :id")
        .param("why", why)
        .param("id", pending.alert().id())
        .update();
  }

  /** What the webhook refuses for good is not tried again. */
  void givenUp(Pending pending, String why) {
    jdbc.sql("UPDATE monitor.alerts SET failure = :why, attempts = :most WHERE alert_id = :id")
        .param("why", why)
        .param("most", MOST_ATTEMPTS)
        .param("id", pending.alert().id())
        .update();
  }

  /** An alert on its way, and how often it was tried. */
  record Pending(AlertStored alert, int attempts) {}
}
