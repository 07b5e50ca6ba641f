package io.signalbox.registry;

import io.signalbox.registry.search.Page;
import io.signalbox.registry.search.SearchRequest;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.springframework.context.ApplicationEventPublisher;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Transactional;

@Service
@Transactional
class ModelsService implements Models {
  private final JdbcClient jdbc;
  private final ModelRows models;
  private final ModelDetails details;
  private final ModelSearch search;
  private final Versions versions;
  private final Changes changes;
  private final ApplicationEventPublisher events;
  private final Clock clock;

  ModelsService(
      JdbcClient jdbc,
      ModelRows models,
      ModelDetails details,
      ModelSearch search,
      Versions versions,
      Changes changes,
      ApplicationEventPublisher events,
      Clock clock) {
    this.jdbc = jdbc;
    this.models = models;
    this.details = details;
    this.search = search;
    this.versions = versions;
    this.changes = changes;
    this.events = events;
    this.clock = clock;
  }

  @Override
  public RegisteredModel create(
      ModelName name, String description, Map<String, String> tags, Attribution why) {
    Access.require(Role.BUILDER, name);
    RegistryTexts.allow(description);
    RegistryTags.allow(tags);
    ModelRow model = models
        .insert(name, description)
        .orElseThrow(() -> new RegistryException.AlreadyExists(
            "Registered Model (name=" + name + ") already exists."));
    tags.forEach((key, value) -> putTag(model, key, value));
    changes.ofModel(model, "created", Map.of("description", description, "tags", tags), why);
    return details.of(List.of(model)).getFirst();
  }

  @Override
  @Transactional(readOnly = true)
  public RegisteredModel get(ModelName name) {
    return details.of(List.of(models.require(name))).getFirst();
  }

  @Override
  @Transactional(readOnly = true)
  public Page<RegisteredModel> search(SearchRequest request) {
    return search.models(request).map(details::of);
  }

  @Override
  @Transactional(readOnly = true)
  public Page<VersionDetails> searchVersions(SearchRequest request) {
    return search.versions(request);
  }

  @Override
  public RegisteredModel describe(ModelName name, String description, Attribution why) {
    Access.require(Role.BUILDER, name);
    RegistryTexts.allow(description);
    ModelRow model = models.lock(name);
    jdbc.sql("UPDATE registry.models SET description = ?, updated_millis = ? WHERE model_id = ?")
        .params(description, clock.millis(), model.id())
        .update();
    changes.ofModel(
        model, "described", Map.of("from", model.description(), "to", description), why);
    return get(name);
  }

  @Override
  public RegisteredModel rename(ModelName name, ModelName newName, Attribution why) {
    Access.require(Role.APPROVER, name);
    Access.require(Role.APPROVER, newName);
    ModelRow model = models.lock(name);
    if (!name.equals(newName) && models.find(newName).isPresent()) {
      throw new RegistryException.AlreadyExists(
          "Registered Model (name=" + newName + ") already exists.");
    }
    long now = clock.millis();
    jdbc.sql("UPDATE registry.models SET name = ?, updated_millis = ? WHERE model_id = ?")
        .params(newName.value(), now, model.id())
        .update();
    jdbc.sql("UPDATE registry.versions SET updated_millis = ? WHERE model_id = ? AND NOT deleted")
        .params(now, model.id())
        .update();
    ModelRow renamed =
        new ModelRow(model.id(), newName, model.description(), model.createdAt(), clock.instant());
    changes.ofModel(renamed, "renamed", Map.of("from", name, "to", newName), why);
    return get(newName);
  }

  @Override
  public void delete(ModelName name, Attribution why) {
    Access.require(Role.APPROVER, name);
    ModelRow model = models.lock(name);
    List<VersionDetails> gone = versions.of(name);
    jdbc.sql("DELETE FROM registry.models WHERE model_id = ?")
        .params(model.id())
        .update();
    changes.ofModel(
        model,
        "deleted",
        Map.of("versions", gone.stream().map(v -> v.version().id().number()).toList()),
        why);
    for (VersionDetails each : gone) {
      RegisteredVersion version = each.version();
      if (version.stage() != Stage.NONE) {
        events.publishEvent(
            new StageChanged(version.id(), version.stage(), Stage.NONE, why, clock.instant()));
      }
    }
  }

  @Override
  public void setTag(ModelName name, String key, String value, Attribution why) {
    Access.require(Role.BUILDER, name);
    RegistryTags.allow(key, value);
    ModelRow model = models.lock(name);
    Map<String, Object> detail = new LinkedHashMap<>();
    detail.put("key", key);
    detail.put("from", details.of(List.of(model)).getFirst().tags().get(key));
    detail.put("to", value);
    putTag(model, key, value);
    changes.ofModel(model, "tag", detail, why);
  }

  @Override
  public void deleteTag(ModelName name, String key, Attribution why) {
    Access.require(Role.BUILDER, name);
    RegistryTags.allowKey(key);
    ModelRow model = models.lock(name);
    jdbc.sql("DELETE FROM registry.model_tags WHERE model_id = ? AND key = ? RETURNING value")
        .params(model.id(), key)
        .query(String.class)
        .optional()
        .ifPresent(
            from -> changes.ofModel(model, "tag deleted", Map.of("key", key, "from", from), why));
  }

  @Override
  public void setAlias(ModelVersion version, String alias, Attribution why) {
    Access.require(Role.BUILDER, version.model());
    RegistryTags.allowNewAlias(alias);
    versions.require(version);
    ModelRow model = models.lock(version.model());
    Optional<Integer> before =
        versions.aliased(model.name(), alias).map(v -> v.version().id().number());
    int set = jdbc.sql("""
        INSERT INTO registry.aliases (model_id, alias, version)
        SELECT model_id, ?, version FROM registry.versions
        WHERE model_id = ? AND version = ? AND NOT deleted
        ON CONFLICT (model_id, alias) DO UPDATE SET version = EXCLUDED.version
        """).params(alias, model.id(), version.number()).update();
    if (set == 0) { // deleted before the model was locked
      versions.require(version);
    }
    Map<String, Object> detail = new LinkedHashMap<>();
    detail.put("alias", alias);
    before.ifPresent(number -> detail.put("from", number));
    detail.put("to", version.number());
    changes.ofVersion(model, version.number(), "alias", detail, why);
  }

  @Override
  public void deleteAlias(ModelName name, String alias, Attribution why) {
    Access.require(Role.BUILDER, name);
    RegistryTags.allowAlias(alias);
    ModelRow model = models.lock(name);
    Optional<Integer> version = jdbc.sql(
            "DELETE FROM registry.aliases WHERE model_id = ? AND alias = ? RETURNING version")
        .params(model.id(), alias)
        .query(Integer.class)
        .optional();
    version.ifPresent(
        number -> changes.ofVersion(model, number, "alias deleted", Map.of("alias", alias), why));
  }

  @Override
  @Transactional(readOnly = true)
  public VersionDetails version(ModelVersion id) {
    return versions.require(id);
  }

  @Override
  @Transactional(readOnly = true)
  public VersionDetails aliased(ModelName name, String alias) {
    RegistryTags.allowAlias(alias);
    if (alias.equalsIgnoreCase("latest")) {
      models.require(name);
      return versions.latest(name).stream()
          .max(Comparator.comparingInt(each -> each.version().id().number()))
          .orElseThrow(() ->
              new RegistryException.NotFound("Latest version not found for model " + name + "."));
    }
    return versions.aliased(name, alias).orElseThrow(() -> {
      models.require(name);
      return new RegistryException.Invalid("Registered model alias " + alias + " not found.");
    });
  }

  @Override
  @Transactional(readOnly = true)
  public List<VersionDetails> latest(ModelName name, Set<Stage> stages) {
    models.require(name);
    return versions.latest(name).stream()
        .filter(each -> stages.contains(each.version().stage()))
        .toList();
  }

  @Override
  @Transactional(readOnly = true)
  public Map<ModelName, List<VersionDetails>> latest(List<ModelName> names) {
    Map<ModelName, List<VersionDetails>> latest = new LinkedHashMap<>();
    names.forEach(name -> latest.put(name, new ArrayList<>()));
    for (VersionDetails each : versions.latest(names)) {
      latest
          .computeIfAbsent(each.version().id().model(), n -> new ArrayList<>())
          .add(each);
    }
    return latest;
  }

  private void putTag(ModelRow model, String key, String value) {
    jdbc.sql("""
        INSERT INTO registry.model_tags (model_id, key, value) VALUES (?, ?, ?)
        ON CONFLICT (model_id, key) DO UPDATE SET value = EXCLUDED.value
        """).params(model.id(), key, value).update();
    models.touch(model.id());
  }
}
