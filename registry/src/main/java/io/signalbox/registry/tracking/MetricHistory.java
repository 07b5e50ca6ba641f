package io.signalbox.registry.tracking;

import io.signalbox.registry.search.Page;
import io.signalbox.registry.search.PageRequest;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

/** Reads the points of metrics: all of a run, all of several runs, or a sample of each. */
@Repository
class MetricHistory {
  private final JdbcClient jdbc;

  MetricHistory(JdbcClient jdbc) {
    this.jdbc = jdbc;
  }

  /** In the order in which they came. */
  Page<MetricPoint> of(UUID run, String key, PageRequest page) {
    List<MetricPoint> points = jdbc.sql("""
            SELECT value, millis, step FROM registry.metrics
            WHERE run_id = ? AND key = ? ORDER BY id LIMIT ? OFFSET ?
            """)
        .params(run, key, page.size() + 1L, page.offset())
        .query((row, number) -> point(key, row))
        .list();
    return Page.of(points, page);
  }

  List<RunMetric> of(List<UUID> runs, String key, int most) {
    return jdbc.sql("""
            SELECT value, millis, step, run_id FROM registry.metrics
            WHERE run_id = ANY (?) AND key = ? ORDER BY run_id, millis, step, value LIMIT ?
            """)
        .params(runs.toArray(UUID[]::new), key, most)
        .query((row, number) -> ofRun(key, row))
        .list();
  }

  /**
   * The first point of each of {@code mostOfRun} buckets of equal size and the last point of all, which takes the place
   * of the last bucket's: what MLflow 3.17 answers.
   */
  List<RunMetric> samples(List<UUID> runs, String key, Optional<StepRange> steps, int mostOfRun) {
    return jdbc.sql("""
            WITH points AS (
              SELECT run_id, value, millis, step,
                ntile(:most) OVER ordered AS bucket,
                row_number() OVER ordered AS position,
                count(*) OVER (PARTITION BY run_id) AS points
              FROM registry.metrics
              WHERE run_id = ANY (:runs) AND key = :key AND step BETWEEN :first AND :last
              WINDOW ordered AS (PARTITION BY run_id ORDER BY step, millis, value)
            ), firsts AS (
              SELECT *, row_number() OVER (PARTITION BY run_id, bucket ORDER BY position) AS of_bucket
              FROM points
            )
            SELECT value, millis, step, run_id FROM firsts
            WHERE position = points OR of_bucket = 1 AND bucket < least(points, :most)
            ORDER BY array_position(:runs, run_id), step, millis, value
            """)
        .param("runs", runs.toArray(UUID[]::new))
        .param("key", key)
        .param("first", steps.map(StepRange::first).orElse(Long.MIN_VALUE))
        .param("last", steps.map(StepRange::last).orElse(Long.MAX_VALUE))
        .param("most", mostOfRun)
        .query((row, number) -> ofRun(key, row))
        .list();
  }

  private static RunMetric ofRun(String key, ResultSet row) throws SQLException {
    return new RunMetric(Identities.hex(row.getObject("run_id", UUID.class)), point(key, row));
  }

  private static MetricPoint point(String key, ResultSet row) throws SQLException {
    return new MetricPoint(
        key, row.getDouble("value"), row.getLong("millis"), row.getLong("step"), Optional.empty());
  }
}
