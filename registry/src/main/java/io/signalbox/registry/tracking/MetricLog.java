package io.signalbox.registry.tracking;

import io.signalbox.registry.RegistryException;
import java.util.Arrays;
import java.util.List;
import java.util.UUID;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

/** Metric points: any number in one statement, with the latest value of each key kept beside them. */
@Repository
class MetricLog {
  private final JdbcClient jdbc;
  private final Owners owners;

  MetricLog(JdbcClient jdbc, Owners owners) {
    this.jdbc = jdbc;
    this.owners = owners;
  }

  /** A point that is there already is dropped. The latest is the greatest (step, millis, value), whenever it came. */
  void append(UUID run, List<MetricPoint> points) {
    if (points.isEmpty()) {
      return;
    }
    jdbc.sql("""
        WITH points AS (
          SELECT key, step, millis, value, position
          FROM unnest(:keys::text[], :steps::bigint[], :millis::bigint[], :values::float8[])
            WITH ORDINALITY AS given (key, step, millis, value, position)
        ), appended AS (
          INSERT INTO registry.metrics (run_id, key, step, millis, value)
          SELECT :run, key, step, millis, value FROM points ORDER BY key, position
          ON CONFLICT DO NOTHING
        )
        INSERT INTO registry.latest_metrics AS latest (run_id, key, step, millis, value)
        SELECT DISTINCT ON (key) :run, key, step, millis, value
        FROM points ORDER BY key, step DESC, millis DESC, value DESC
        ON CONFLICT (run_id, key) DO UPDATE
          SET step = EXCLUDED.step, millis = EXCLUDED.millis, value = EXCLUDED.value
          WHERE (EXCLUDED.step, EXCLUDED.millis, EXCLUDED.value) > (latest.step, latest.millis, latest.value)
        """)
        .param("run", run)
        .param("keys", points.stream().map(MetricPoint::key).toArray(String[]::new))
        .param("steps", points.stream().map(MetricPoint::step).toArray(Long[]::new))
        .param("millis", points.stream().map(MetricPoint::millis).toArray(Long[]::new))
        .param("values", points.stream().map(p -> finite(p.value())).toArray(Double[]::new))
        .update();
    appendOfModels(run, points);
  }

  /** As MLflow does it: the infinities become the greatest doubles, NaN stays. */
  private static double finite(double value) {
    return Double.isNaN(value) ? value : Math.clamp(value, -Double.MAX_VALUE, Double.MAX_VALUE);
  }

  /** Only what models have of the points: what runs have of them came with the runs. */
  void appendOfModels(UUID run, List<MetricPoint> all) {
    List<MetricPoint> points =
        all.stream().filter(point -> point.ofModel().isPresent()).toList();
    if (points.isEmpty()) {
      return;
    }
    List<MetricPoint.OfModel> models =
        points.stream().flatMap(point -> point.ofModel().stream()).toList();
    String[] ids = models.stream().map(MetricPoint.OfModel::modelId).toArray(String[]::new);
    requireModels(ids);
    Arrays.stream(ids).distinct().forEach(owners::requireModel);
    jdbc.sql("""
        INSERT INTO registry.logged_model_metrics
            (model_id, key, millis, step, value, run_id, dataset_name, dataset_digest)
        SELECT model_id, key, millis, step, value, :run, dataset_name, dataset_digest
        FROM unnest(:ids::text[], :keys::text[], :millis::bigint[], :steps::bigint[], :values::float8[],
            :names::text[], :digests::text[])
          AS given (model_id, key, millis, step, value, dataset_name, dataset_digest)
        ON CONFLICT DO NOTHING
        """)
        .param("run", run)
        .param("ids", ids)
        .param("keys", points.stream().map(MetricPoint::key).toArray(String[]::new))
        .param("millis", points.stream().map(MetricPoint::millis).toArray(Long[]::new))
        .param("steps", points.stream().map(MetricPoint::step).toArray(Long[]::new))
        .param("values", points.stream().map(p -> finite(p.value())).toArray(Double[]::new))
        .param(
            "names", models.stream().map(MetricPoint.OfModel::datasetName).toArray(String[]::new))
        .param(
            "digests",
            models.stream().map(MetricPoint.OfModel::datasetDigest).toArray(String[]::new))
        .update();
  }

  private void requireModels(String[] ids) {
    jdbc.sql("""
            SELECT id FROM unnest(?::text[]) AS given (id)
            WHERE NOT EXISTS (SELECT 1 FROM registry.logged_models WHERE model_id = id) LIMIT 1
            """).param(ids).query(String.class).optional().ifPresent(unknown -> {
      throw new RegistryException.Invalid("Logged model with ID '" + unknown + "' not found.");
    });
  }
}
