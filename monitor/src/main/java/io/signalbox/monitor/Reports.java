package io.signalbox.monitor;

import java.sql.Timestamp;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.UUID;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;
import tools.jackson.databind.json.JsonMapper;

/** What checks found. */
@Repository
class Reports {
  private static final int MOST = 1_000;

  private final JdbcClient jdbc;
  private final JsonMapper json;

  Reports(JdbcClient jdbc, JsonMapper json) {
    this.jdbc = jdbc;
    this.json = json;
  }

  void add(Report report) {
    jdbc.sql("""
            INSERT INTO monitor.reports (report_id, check_name, at, status, report)
            VALUES (:id, :check, :at, :status, CAST(:report AS jsonb))
            """)
        .param("id", UUID.fromString(report.id()))
        .param("check", report.check())
        .param("at", Timestamp.from(report.at()))
        .param("status", report.status().name().toLowerCase(Locale.ROOT))
        .param("report", json.writeValueAsString(report))
        .update();
  }

  Optional<Report> find(UUID id) {
    return jdbc.sql("SELECT report FROM monitor.reports WHERE report_id = :id")
        .param("id", id)
        .query((row, number) -> read(row.getString("report")))
        .optional();
  }

  /** The newest first. */
  List<Report> newest() {
    return jdbc.sql(
            "SELECT report FROM monitor.reports ORDER BY at DESC, report_id DESC LIMIT " + MOST)
        .query((row, number) -> read(row.getString("report")))
        .list();
  }

  /** The newest first. */
  List<Report> newestOf(String check) {
    return jdbc.sql("""
            SELECT report FROM monitor.reports WHERE check_name = :check
            ORDER BY at DESC, report_id DESC LIMIT %d
            """.formatted(MOST))
        .param("check", check)
        .query((row, number) -> read(row.getString("report")))
        .list();
  }

  Optional<Check.Latest> latestOf(String check) {
    return jdbc.sql("""
            SELECT report_id, status, at FROM monitor.reports WHERE check_name = :check
            ORDER BY at DESC, report_id DESC LIMIT 1
            """)
        .param("check", check)
        .query((row, number) -> new Check.Latest(
            row.getString("report_id"),
            Report.Status.valueOf(row.getString("status").toUpperCase(Locale.ROOT)),
            row.getTimestamp("at").toInstant()))
        .optional();
  }

  private Report read(String text) {
    return json.readValue(text, Report.class);
  }
}
