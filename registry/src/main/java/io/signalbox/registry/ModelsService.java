package io.signalbox.registry;

import io.signalbox.registry.search.Filter;
import io.signalbox.registry.search.Page;
import io.signalbox.registry.search.SearchRequest;
import io.signalbox.registry.search.SqlTranslator;
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
  private static final String PROMPT_TAG = "mlflow.prompt.is_prompt";

  private final JdbcClient jdbc;
  private final ModelRows models;
  private final Versions versions;
  private final Changes changes;
  private final ApplicationEventPublisher events;
  private final Clock clock;

  ModelsService(
      JdbcClient jdbc,
      ModelRows models,
      Versions versions,
      Changes changes,
      ApplicationEventPublisher events,
      Clock clock) {
    this.jdbc = jdbc;
    this.models = models;
    this.versions = versions;
    this.changes = changes;
    this.events = events;
    this.clock = clock;
  }

  @Override
  public RegisteredModel create(
      ModelName name, String description, Map<String, String> tags, Attribution why) {
    RegistryTags.allow(tags);
    ModelRow model = models
        .insert(name, description)
        .orElseThrow(() -> new RegistryException.AlreadyExists(
            "Registered Model (name=" + name + ") already exists."));
    tags.forEach((key, value) -> putTag(model, key, value));
    changes.ofModel(model, "created", Map.of("description", description, "tags", tags), why);
    return withDetails(List.of(model)).getFirst();
  }

  @Override
  @Transactional(readOnly = true)
  public RegisteredModel get(ModelName name) {
    return withDetails(List.of(models.require(name))).getFirst();
  }

  @Override
  @Transactional(readOnly = true)
  public Page<RegisteredModel> search(SearchRequest request) {
    Filter filter = Filter.parse(request.filter());
    SqlTranslator translator = new SqlTranslator(SearchableModels.MODELS);
    SqlTranslator.Sql where = translator.where(withoutPromptTag(filter));
    SqlTranslator.Sql order = translator.orderBy(request.orderBy(), List.of());
    List<ModelRow> rows = jdbc.sql(
            "SELECT m.* FROM registry.models m\nWHERE " + where.text() + "\n  AND "
                + promptCondition(filter) + "\nORDER BY " + order.text() + " LIMIT ? OFFSET ?")
        .params(parameters(where, order, request))
        .query(ModelRows.ROW)
        .list();
    return Page.of(rows, request.page()).map(this::withDetails);
  }

  @Override
  @Transactional(readOnly = true)
  public Page<VersionDetails> searchVersions(SearchRequest request) {
    Filter filter = Filter.parse(request.filter());
    SqlTranslator translator = new SqlTranslator(SearchableModels.VERSIONS);
    SqlTranslator.Sql where = translator.where(withoutPromptTag(filter));
    SqlTranslator.Sql order =
        translator.orderBy(request.orderBy(), List.of("v.updated_millis DESC"));
    List<Versions.Row> rows = jdbc.sql(Versions.SELECT + where.text() + "\n  AND "
            + promptCondition(filter) + "\nORDER BY " + order.text() + " LIMIT ? OFFSET ?")
        .params(parameters(where, order, request))
        .query(Versions.ROW)
        .list();
    return Page.of(rows, request.page()).map(versions::details);
  }

  /** Prompts are models with a tag that others do not have at all, so that "is not" must match its absence. */
  private static String promptCondition(Filter filter) {
    String isPrompt = "EXISTS (SELECT 1 FROM registry.model_tags p WHERE p.model_id = m.model_id"
        + " AND p.key = '" + PROMPT_TAG + "' AND lower(p.value) = 'true')";
    return filter.asksForTag(PROMPT_TAG, "true") ? isPrompt : "NOT " + isPrompt;
  }

  private static Filter withoutPromptTag(Filter filter) {
    return filter.withoutTag(PROMPT_TAG);
  }

  private static List<Object> parameters(
      SqlTranslator.Sql where, SqlTranslator.Sql order, SearchRequest request) {
    List<Object> parameters = new ArrayList<>(where.parameters());
    parameters.addAll(order.parameters());
    parameters.add(request.page().size() + 1L);
    parameters.add(request.page().offset());
    return parameters;
  }

  @Override
  public RegisteredModel describe(ModelName name, String description, Attribution why) {
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
    RegistryTags.allow(key, value);
    ModelRow model = models.lock(name);
    putTag(model, key, value);
    changes.ofModel(model, "tag", Map.of("key", key, "to", value), why);
  }

  @Override
  public void deleteTag(ModelName name, String key, Attribution why) {
    RegistryTags.allowKey(key);
    ModelRow model = models.lock(name);
    int deleted = jdbc.sql("DELETE FROM registry.model_tags WHERE model_id = ? AND key = ?")
        .params(model.id(), key)
        .update();
    if (deleted > 0) {
      changes.ofModel(model, "tag deleted", Map.of("key", key), why);
    }
  }

  @Override
  public void setAlias(ModelVersion version, String alias, Attribution why) {
    RegistryTags.allowNewAlias(alias);
    VersionDetails details = versions.require(version);
    ModelRow model = models.lock(details.version().id().model());
    Optional<Integer> before =
        versions.aliased(model.name(), alias).map(v -> v.version().id().number());
    jdbc.sql("""
        INSERT INTO registry.aliases (model_id, alias, version) VALUES (?, ?, ?)
        ON CONFLICT (model_id, alias) DO UPDATE SET version = EXCLUDED.version
        """).params(model.id(), alias, version.number()).update();
    Map<String, Object> detail = new LinkedHashMap<>();
    detail.put("alias", alias);
    before.ifPresent(number -> detail.put("from", number));
    changes.ofVersion(model, version.number(), "alias", detail, why);
  }

  @Override
  public void deleteAlias(ModelName name, String alias, Attribution why) {
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
      return versions.latest(List.of(name)).stream()
          .max(Comparator.comparingInt(details -> details.version().id().number()))
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
    return versions.latest(List.of(name)).stream()
        .filter(details -> stages.contains(details.version().stage()))
        .toList();
  }

  @Override
  @Transactional(readOnly = true)
  public Map<ModelName, List<VersionDetails>> latest(List<ModelName> names) {
    Map<ModelName, List<VersionDetails>> latest = new LinkedHashMap<>();
    names.forEach(name -> latest.put(name, new ArrayList<>()));
    for (VersionDetails details : versions.latest(names)) {
      latest
          .computeIfAbsent(details.version().id().model(), n -> new ArrayList<>())
          .add(details);
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

  private List<RegisteredModel> withDetails(List<ModelRow> rows) {
    Map<Long, Map<String, String>> tags = new LinkedHashMap<>();
    Map<Long, Map<String, Integer>> aliases = new LinkedHashMap<>();
    jdbc.sql("""
        SELECT model_id, key, value, NULL AS version FROM registry.model_tags WHERE model_id = ANY (:ids)
        UNION ALL
        SELECT model_id, alias, NULL, version FROM registry.aliases WHERE model_id = ANY (:ids)
        ORDER BY 2
        """)
        .param("ids", rows.stream().map(ModelRow::id).toArray(Long[]::new))
        .query(row -> {
          String value = row.getString(3);
          if (value == null) {
            aliases
                .computeIfAbsent(row.getLong(1), id -> new LinkedHashMap<>())
                .put(row.getString(2), row.getInt(4));
          } else {
            tags.computeIfAbsent(row.getLong(1), id -> new LinkedHashMap<>())
                .put(row.getString(2), value);
          }
        });
    return rows.stream()
        .map(row -> new RegisteredModel(
            row.name(),
            row.description(),
            row.createdAt(),
            row.updatedAt(),
            tags.getOrDefault(row.id(), Map.of()),
            aliases.getOrDefault(row.id(), Map.of())))
        .toList();
  }
}
