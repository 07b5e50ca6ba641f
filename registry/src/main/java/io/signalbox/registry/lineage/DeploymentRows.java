package io.signalbox.registry.lineage;

import io.signalbox.registry.Deployment;
import io.signalbox.registry.Deployments.Arm;
import io.signalbox.registry.Deployments.Serving;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Types;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

/** Rows of registry.deployments. */
@Repository
class DeploymentRows {
  private final JdbcClient jdbc;

  DeploymentRows(JdbcClient jdbc) {
    this.jdbc = jdbc;
  }

  /** Whoever else speaks of the endpoint waits until this transaction ends. */
  void lock(String endpoint) {
    jdbc.sql("SELECT pg_advisory_xact_lock(hashtextextended('registry.deployments ' || ?, 0))")
        .param(endpoint)
        .query(rows -> {});
  }

  /** Whether this server's router has spoken of the endpoint. */
  boolean isOurs(String endpoint) {
    return jdbc.sql(
            "SELECT EXISTS (SELECT 1 FROM registry.deployments WHERE endpoint = ? AND NOT outside)")
        .params(endpoint)
        .query(Boolean.class)
        .single();
  }

  Optional<Long> model(String name) {
    return jdbc.sql("SELECT model_id FROM registry.models WHERE name = ?")
        .params(name)
        .query(Long.class)
        .optional();
  }

  /** Of these, the one that the model does not have. */
  Optional<Integer> unknown(long modelId, List<Arm> arms) {
    return jdbc.sql("""
            SELECT number FROM unnest(:numbers::int[]) AS told (number)
            WHERE NOT EXISTS (SELECT 1 FROM registry.versions v
              WHERE v.model_id = :model AND v.version = number AND NOT v.deleted)
            LIMIT 1
            """)
        .param("numbers", numbers(arms))
        .param("model", modelId)
        .query(Integer.class)
        .optional();
  }

  /** Ends what is not among the arms, begins what is new, and notes the shares of what stays. */
  void replace(long modelId, Serving serving) {
    List<Arm> arms = serving.arms();
    jdbc.sql("""
        WITH told AS (
          SELECT * FROM unnest(:numbers::int[], :shares::int[], :shadows::boolean[]) AS t (version, share, shadow)
        ), ended AS (
          UPDATE registry.deployments d SET until = greatest(:at, d.since)
          WHERE d.endpoint = :endpoint AND d.until IS NULL AND NOT EXISTS (
            SELECT 1 FROM told t WHERE d.model_id = :model AND t.version = d.version AND t.shadow = d.shadow)
        )
        INSERT INTO registry.deployments AS d
            (endpoint, model_id, version, shadow, share, outside, author, since)
        SELECT :endpoint, :model, version, shadow, share, :outside, :by, :at FROM told
        ON CONFLICT (endpoint, model_id, version, shadow) WHERE until IS NULL
        DO UPDATE SET share = EXCLUDED.share, outside = EXCLUDED.outside
          WHERE d.share <> EXCLUDED.share OR d.outside <> EXCLUDED.outside
        """)
        .param("numbers", numbers(arms))
        .param("shares", arms.stream().map(Arm::share).toArray(Integer[]::new))
        .param("shadows", arms.stream().map(Arm::shadow).toArray(Boolean[]::new))
        .param("endpoint", serving.endpoint())
        .param("model", modelId)
        .param("outside", serving.outside())
        .param("by", serving.by())
        .param("at", OffsetDateTime.ofInstant(serving.at(), ZoneOffset.UTC))
        .update();
  }

  /** Of one version, or of all of a model that are in force. */
  List<Deployment> of(long modelId, Optional<Integer> version) {
    return jdbc.sql("""
            SELECT * FROM registry.deployments
            WHERE model_id = :model AND CASE WHEN :version::int IS NULL THEN until IS NULL ELSE version = :version::int END
            ORDER BY until DESC NULLS FIRST, since DESC, endpoint, version, shadow
            """)
        .param("model", modelId)
        .param("version", version.orElse(null), Types.INTEGER)
        .query(DeploymentRows::row)
        .list();
  }

  private static Integer[] numbers(List<Arm> arms) {
    return arms.stream().map(Arm::version).toArray(Integer[]::new);
  }

  private static Deployment row(ResultSet row, int index) throws SQLException {
    return new Deployment(
        row.getString("endpoint"),
        row.getInt("version"),
        row.getBoolean("shadow"),
        row.getInt("share"),
        row.getString("author"),
        row.getObject("since", OffsetDateTime.class).toInstant(),
        instant(row.getObject("until", OffsetDateTime.class)),
        Optional.empty());
  }

  private static Optional<Instant> instant(@Nullable OffsetDateTime at) {
    return Optional.ofNullable(at).map(OffsetDateTime::toInstant);
  }
}
