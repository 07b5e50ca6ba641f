package io.signalbox.registry;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import java.time.Clock;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.springframework.context.ApplicationEventPublisher;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** Writes models that were registered elsewhere, with the numbers and times they have there. Runs in its caller's transaction. */
@Component
public class ModelCopies {
  private final JdbcClient jdbc;
  private final ModelRows models;
  private final Changes changes;
  private final Productions productions;
  private final ApplicationEventPublisher events;
  private final Clock clock;

  ModelCopies(
      JdbcClient jdbc,
      ModelRows models,
      Changes changes,
      Productions productions,
      ApplicationEventPublisher events,
      Clock clock) {
    this.jdbc = jdbc;
    this.models = models;
    this.changes = changes;
    this.productions = productions;
    this.events = events;
    this.clock = clock;
  }

  /**
   * A model with all of its versions.
   *
   * @param aliases to version numbers
   * @param versions at most one in Production
   */
  public record Copy(
      ModelName name,
      String description,
      long createdMillis,
      long updatedMillis,
      Map<String, String> tags,
      Map<String, Integer> aliases,
      List<Version> versions) {
    public Copy {
      tags = ImmutableMap.copyOf(tags);
      aliases = ImmutableMap.copyOf(aliases);
      versions = ImmutableList.copyOf(versions);
    }
  }

  /** A version; {@code storageUri} is where its files are here. */
  public record Version(
      int number,
      Stage stage,
      String description,
      String author,
      String source,
      String storageUri,
      String runId,
      String runLink,
      String loggedModelId,
      long createdMillis,
      long updatedMillis,
      Map<String, String> tags) {
    public Version {
      tags = ImmutableMap.copyOf(tags);
    }
  }

  /** Returns the id, which stays. No gate is asked: there is none of a model that is new. @throws RegistryException if there is a model of this name */
  public long put(Copy copy, Attribution why) {
    RegistryTexts.allow(copy.description());
    RegistryTags.allow(copy.tags());
    ModelRow model = models
        .insert(copy.name(), copy.description())
        .orElseThrow(() -> new RegistryException.AlreadyExists(
            "Registered Model (name=" + copy.name() + ") already exists."));
    copy.tags().forEach((key, value) -> putTag(model, key, value));
    changes.ofModel(
        model, "imported", Map.of("description", copy.description(), "tags", copy.tags()), why);
    copy.versions().forEach(version -> put(model, version, why));
    copy.aliases().forEach((alias, number) -> putAlias(model, alias, number, why));
    jdbc.sql("""
        UPDATE registry.models SET created_millis = :created, updated_millis = :updated,
          last_version = coalesce((SELECT max(version) FROM registry.versions WHERE model_id = :id), 0)
        WHERE model_id = :id
        """)
        .param("created", copy.createdMillis())
        .param("updated", copy.updatedMillis())
        .param("id", model.id())
        .update();
    return model.id();
  }

  private void put(ModelRow model, Version version, Attribution why) {
    RegistryTexts.allow(version.description());
    RegistryTags.allow(version.tags());
    jdbc.sql("""
        INSERT INTO registry.versions (model_id, version, description, user_id, stage, source, storage_uri,
            run_id, run_link, logged_model_id, created_millis, updated_millis)
        VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
        """)
        .params(
            model.id(),
            version.number(),
            version.description(),
            version.author(),
            version.stage().name(),
            version.source(),
            version.storageUri(),
            version.runId(),
            version.runLink(),
            version.loggedModelId(),
            version.createdMillis(),
            version.updatedMillis())
        .update();
    version
        .tags()
        .forEach((key, value) ->
            jdbc.sql("""
            INSERT INTO registry.version_tags (model_id, version, key, value) VALUES (?, ?, ?, ?)
            """).params(model.id(), version.number(), key, value).update());
    Map<String, Object> detail = new LinkedHashMap<>();
    detail.put("source", version.source());
    detail.put("run", version.runId());
    detail.put("stage", version.stage());
    detail.put("registered_by", version.author());
    changes.ofVersion(model, version.number(), "version imported", detail, why);
    if (version.stage() == Stage.PRODUCTION) {
      productions.entered(model.id(), version.number());
    }
    if (version.stage() != Stage.NONE) {
      ModelVersion id = new ModelVersion(model.name(), version.number());
      events.publishEvent(new StageChanged(id, Stage.NONE, version.stage(), why, clock.instant()));
    }
  }

  private void putTag(ModelRow model, String key, String value) {
    jdbc.sql("INSERT INTO registry.model_tags (model_id, key, value) VALUES (?, ?, ?)")
        .params(model.id(), key, value)
        .update();
  }

  private void putAlias(ModelRow model, String alias, int number, Attribution why) {
    RegistryTags.allowNewAlias(alias);
    jdbc.sql("INSERT INTO registry.aliases (model_id, alias, version) VALUES (?, ?, ?)")
        .params(model.id(), alias, number)
        .update();
    changes.ofVersion(model, number, "alias", Map.of("alias", alias, "to", number), why);
  }
}
