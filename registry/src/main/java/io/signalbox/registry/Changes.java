package io.signalbox.registry;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Types;
import java.time.Clock;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.springframework.context.ApplicationEventPublisher;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

/** The append-only table of changes. */
@Repository
class Changes {
  private final JdbcClient jdbc;
  private final ApplicationEventPublisher events;
  private final Clock clock;

  Changes(JdbcClient jdbc, ApplicationEventPublisher events, Clock clock) {
    this.jdbc = jdbc;
    this.events = events;
    this.clock = clock;
  }

  void ofModel(ModelRow model, String action, Map<String, ?> detail, Attribution why) {
    append(Optional.of(model), "model " + model.name(), Optional.empty(), action, detail, why);
  }

  void ofToken(String name, String action, Map<String, ?> detail, Attribution why) {
    append(Optional.empty(), "token " + name, Optional.empty(), action, detail, why);
  }

  void ofExperiment(String id, String action, Map<String, ?> detail, Attribution why) {
    append(Optional.empty(), "experiment " + id, Optional.empty(), action, detail, why);
  }

  void ofVersion(
      ModelRow model, int version, String action, Map<String, ?> detail, Attribution why) {
    append(
        Optional.of(model),
        "version " + model.name() + "/" + version,
        Optional.of(version),
        action,
        detail,
        why);
  }

  private void append(
      Optional<ModelRow> model,
      String subject,
      Optional<Integer> version,
      String action,
      Map<String, ?> detail,
      Attribution why) {
    Instant at = clock.instant();
    jdbc.sql("""
        INSERT INTO registry.changes (at, author, reason, via, subject, action, detail, model_id, version)
        VALUES (:at, :author, :reason, :via, :subject, :action, :detail::jsonb, :model, :version)
        """)
        .param("at", utc(at))
        .param("author", why.author())
        .param("reason", why.reason())
        .param("via", why.via().name().toLowerCase(Locale.ROOT))
        .param("subject", subject)
        .param("action", action)
        .param("detail", StoredJson.write(detail))
        .param("model", model.map(ModelRow::id).orElse(null), Types.BIGINT)
        .param("version", version.orElse(null), Types.INTEGER)
        .update();
    model.ifPresent(changed -> events.publishEvent(
        new RegistryChanged(changed.id(), changed.name(), version, action, detail, why, at)));
  }

  /** The newest first. */
  List<Change> of(long modelId, HistoryFilter filter) {
    return jdbc.sql("""
            SELECT * FROM registry.changes
            WHERE model_id = :model
              AND (:version::int IS NULL OR version = :version::int)
              AND (:author::text IS NULL OR author = :author)
              AND (:from::timestamptz IS NULL OR at >= :from)
              AND (:until::timestamptz IS NULL OR at < :until)
              AND (:before::bigint IS NULL OR id < :before)
            ORDER BY id DESC LIMIT :limit
            """)
        .param("model", modelId)
        .param("version", filter.version().orElse(null), Types.INTEGER)
        .param("author", filter.author().orElse(null), Types.VARCHAR)
        .param("from", filter.from().map(Changes::utc).orElse(null), Types.TIMESTAMP_WITH_TIMEZONE)
        .param(
            "until", filter.until().map(Changes::utc).orElse(null), Types.TIMESTAMP_WITH_TIMEZONE)
        .param("before", filter.before().orElse(null), Types.BIGINT)
        .param("limit", filter.limit())
        .query(Changes::row)
        .list();
  }

  private static OffsetDateTime utc(Instant at) {
    return OffsetDateTime.ofInstant(at, ZoneOffset.UTC);
  }

  /** The model that bore this name when it was last changed. */
  Optional<Long> lastNamed(ModelName name) {
    return jdbc.sql("""
        SELECT model_id FROM registry.changes WHERE subject = ? ORDER BY id DESC LIMIT 1
        """).params("model " + name).query(Long.class).optional();
  }

  private static Change row(ResultSet row, int number) throws SQLException {
    int version = row.getInt("version");
    Optional<Integer> ofVersion = row.wasNull() ? Optional.empty() : Optional.of(version);
    return new Change(
        row.getLong("id"),
        row.getObject("at", OffsetDateTime.class).toInstant(),
        row.getString("author"),
        row.getString("reason"),
        row.getString("subject"),
        row.getString("action"),
        ofVersion,
        row.getString("via"),
        StoredJson.readObject(row.getString("detail")));
  }
}
