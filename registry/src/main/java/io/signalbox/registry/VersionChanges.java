package io.signalbox.registry;

import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.springframework.context.ApplicationEventPublisher;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** Versions come, are described and tagged, and go. Runs in its caller's transaction. */
@Component
class VersionChanges {
  private final JdbcClient jdbc;
  private final ModelRows models;
  private final Versions versions;
  private final Sources sources;
  private final Changes changes;
  private final ApplicationEventPublisher events;
  private final Clock clock;

  VersionChanges(
      JdbcClient jdbc,
      ModelRows models,
      Versions versions,
      Sources sources,
      Changes changes,
      ApplicationEventPublisher events,
      Clock clock) {
    this.jdbc = jdbc;
    this.models = models;
    this.versions = versions;
    this.sources = sources;
    this.changes = changes;
    this.events = events;
    this.clock = clock;
  }

  VersionDetails create(NewVersion version, Registry.Origin origin, Attribution why) {
    RegistryTexts.allow(version.description());
    RegistryTags.allow(version.tags());
    Source source = sources.hold(version, origin.loggedModelId());
    Instant now = clock.instant().truncatedTo(ChronoUnit.MILLIS);
    ModelRows.Next next = models.nextVersion(version.model(), now);
    ModelRow model = next.model();
    jdbc.sql("""
        INSERT INTO registry.versions (model_id, version, description, user_id, source, storage_uri,
            run_id, run_link, logged_model_id, created_millis, updated_millis)
        VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
        """)
        .params(
            model.id(),
            next.version(),
            version.description(),
            why.author(),
            source.given(),
            source.storageUri(),
            source.runId(),
            origin.runLink(),
            source.loggedModelId(),
            now.toEpochMilli(),
            now.toEpochMilli())
        .update();
    version.tags().forEach((key, value) -> putTag(model, next.version(), key, value));
    changes.ofVersion(
        model,
        next.version(),
        "version created",
        Map.of(
            "source",
            source.given(),
            "run",
            source.runId(),
            "tags",
            version.tags(),
            "description",
            version.description()),
        why);
    RegisteredVersion created = new RegisteredVersion(
        new ModelVersion(model.name(), next.version()),
        Stage.NONE,
        source.given(),
        Artifacts.pathOf(source.storageUri()).orElse(""),
        source.runId().isEmpty() ? Optional.empty() : Optional.of(source.runId()),
        version.tags(),
        now);
    return new VersionDetails(
        created,
        version.description(),
        why.author(),
        source.storageUri(),
        origin.runLink(),
        source.loggedModelId(),
        now,
        List.of());
  }

  void setTag(ModelVersion id, String key, String value, Attribution why) {
    RegistryTags.allow(key, value);
    VersionDetails before = versions.require(id);
    ModelRow model = models.require(id.model());
    putTag(model, id.number(), key, value);
    Map<String, Object> detail = new LinkedHashMap<>();
    detail.put("key", key);
    detail.put("from", before.version().tags().get(key));
    detail.put("to", value);
    changes.ofVersion(model, id.number(), "tag", detail, why);
  }

  void deleteTag(ModelVersion id, String key, Attribution why) {
    versions.require(id);
    ModelRow model = models.require(id.model());
    jdbc.sql("""
        DELETE FROM registry.version_tags WHERE model_id = ? AND version = ? AND key = ? RETURNING value
        """)
        .params(model.id(), id.number(), key)
        .query(String.class)
        .optional()
        .ifPresent(from -> changes.ofVersion(
            model, id.number(), "tag deleted", Map.of("key", key, "from", from), why));
  }

  void describe(ModelVersion id, String description, Attribution why) {
    RegistryTexts.allow(description);
    VersionDetails before = versions.require(id);
    ModelRow model = models.require(id.model());
    jdbc.sql("UPDATE registry.versions SET description = ?, updated_millis = ?"
            + " WHERE model_id = ? AND version = ?")
        .params(description, clock.millis(), model.id(), id.number())
        .update();
    changes.ofVersion(
        model,
        id.number(),
        "described",
        Map.of("from", before.description(), "to", description),
        why);
  }

  void delete(ModelVersion id, Attribution why) {
    Access.require(Role.BUILDER, id.model());
    ModelRow model = models.lock(id.model());
    RegisteredVersion version = versions.require(id).version();
    if (version.stage() == Stage.PRODUCTION) {
      Access.require(Role.APPROVER, id.model());
    }
    jdbc.sql("DELETE FROM registry.aliases WHERE model_id = ? AND version = ?")
        .params(model.id(), id.number())
        .update();
    jdbc.sql("UPDATE registry.versions SET deleted = true, stage = 'NONE', updated_millis = ?"
            + " WHERE model_id = ? AND version = ?")
        .params(clock.millis(), model.id(), id.number())
        .update();
    models.touch(model.id());
    changes.ofVersion(model, id.number(), "version deleted", Map.of("from", version.stage()), why);
    if (version.stage() != Stage.NONE) {
      events.publishEvent(new StageChanged(id, version.stage(), Stage.NONE, why, clock.instant()));
    }
  }

  private void putTag(ModelRow model, int number, String key, String value) {
    jdbc.sql("""
        INSERT INTO registry.version_tags (model_id, version, key, value) VALUES (?, ?, ?, ?)
        ON CONFLICT (model_id, version, key) DO UPDATE SET value = EXCLUDED.value
        """).params(model.id(), number, key, value).update();
  }
}
