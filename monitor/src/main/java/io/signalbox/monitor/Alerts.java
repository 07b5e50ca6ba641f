package io.signalbox.monitor;

import io.signalbox.router.EndpointName;
import java.sql.Timestamp;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

/** Alarms as they were stored; {@code monitor.alert} takes them to people. */
@Repository
class Alerts {
  private final JdbcClient jdbc;

  Alerts(JdbcClient jdbc) {
    this.jdbc = jdbc;
  }

  AlertStored add(Report report, String text) {
    long id = jdbc.sql("""
                INSERT INTO monitor.alerts (check_name, endpoint, report_id, at, text)
                VALUES (:check, :endpoint, :report, :at, :text)
                RETURNING alert_id
                """)
        .param("check", report.check())
        .param("endpoint", report.endpoint().value())
        .param("report", UUID.fromString(report.id()))
        .param("at", Timestamp.from(report.at()))
        .param("text", text)
        .query(Long.class)
        .single();
    return new AlertStored(id, report.check(), report.endpoint(), report.id(), report.at(), text);
  }

  /** The newest first, at most 1,000. */
  List<Alert> newest() {
    return jdbc.sql("SELECT * FROM monitor.alerts ORDER BY alert_id DESC LIMIT 1000")
        .query((row, number) -> new Alert(
            row.getLong("alert_id"),
            row.getString("check_name"),
            new EndpointName(row.getString("endpoint")),
            row.getString("report_id"),
            row.getTimestamp("at").toInstant(),
            row.getString("text"),
            row.getInt("attempts"),
            Optional.ofNullable(row.getTimestamp("delivered_at")).map(Timestamp::toInstant),
            Optional.ofNullable(row.getString("failure"))))
        .list();
  }
}
