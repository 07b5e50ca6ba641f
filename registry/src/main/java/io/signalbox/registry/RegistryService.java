package io.signalbox.registry;

import com.google.common.base.Ascii;
import java.time.Clock;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.context.ApplicationEventPublisher;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Transactional;

@Service
@Transactional
class RegistryService implements Registry {
  private final JdbcClient jdbc;
  private final ModelRows models;
  private final Versions versions;
  private final Gates gates;
  private final Sources sources;
  private final Changes changes;
  private final Tracking tracking;
  private final Gatekeeper gatekeeper;
  private final ObjectProvider<PromotionEvidence> evidence;
  private final ApplicationEventPublisher events;
  private final Clock clock;

  RegistryService(
      JdbcClient jdbc,
      ModelRows models,
      Versions versions,
      Gates gates,
      Sources sources,
      Changes changes,
      Tracking tracking,
      Gatekeeper gatekeeper,
      ObjectProvider<PromotionEvidence> evidence,
      ApplicationEventPublisher events,
      Clock clock) {
    this.jdbc = jdbc;
    this.models = models;
    this.versions = versions;
    this.gates = gates;
    this.sources = sources;
    this.changes = changes;
    this.tracking = tracking;
    this.gatekeeper = gatekeeper;
    this.evidence = evidence;
    this.events = events;
    this.clock = clock;
  }

  @Override
  public boolean apply(ModelDefinition definition, Attribution why) {
    Optional<ModelRow> created = models.insert(definition.name(), definition.description());
    ModelRow model = models.lock(definition.name());
    boolean sameGates = gates.of(model.id()).equals(definition.gates());
    if (sameGates && model.description().equals(definition.description()) && created.isEmpty()) {
      return false;
    }
    gates.replace(model.id(), definition.gates());
    jdbc.sql("UPDATE registry.models SET description = ?, updated_millis = ? WHERE model_id = ?")
        .params(definition.description(), clock.millis(), model.id())
        .update();
    changes.ofModel(
        model,
        created.isPresent() ? "created" : "applied",
        Map.of("description", definition.description(), "gates", definition.gates()),
        why);
    return true;
  }

  @Override
  public RegisteredVersion createVersion(NewVersion version, Attribution why) {
    return createVersion(version, Origin.UNSAID, why);
  }

  @Override
  public RegisteredVersion createVersion(NewVersion version, Origin origin, Attribution why) {
    RegistryTags.allow(version.tags());
    Source source = sources.resolve(version, origin.loggedModelId());
    ModelRow model = models.lock(version.model());
    long now = clock.millis();
    int number = jdbc.sql("""
            UPDATE registry.models SET last_version = last_version + 1, updated_millis = ?
            WHERE model_id = ? RETURNING last_version
            """).params(now, model.id()).query(Integer.class).single();
    jdbc.sql("""
        INSERT INTO registry.versions (model_id, version, description, user_id, source, storage_uri,
            run_id, run_link, logged_model_id, created_millis, updated_millis)
        VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
        """)
        .params(
            model.id(),
            number,
            version.description(),
            why.author(),
            source.given(),
            source.storageUri(),
            source.runId(),
            origin.runLink(),
            source.loggedModelId(),
            now,
            now)
        .update();
    version.tags().forEach((key, value) -> putTag(model, number, key, value));
    changes.ofVersion(
        model,
        number,
        "version created",
        Map.of("source", source.given(), "run", source.runId(), "tags", version.tags()),
        why);
    return versions.require(new ModelVersion(model.name(), number)).version();
  }

  @Override
  @Transactional(readOnly = true)
  public Optional<RegisteredVersion> version(ModelVersion id) {
    return versions.find(id).map(VersionDetails::version);
  }

  @Override
  @Transactional(readOnly = true)
  public List<RegisteredVersion> versions(ModelName model) {
    return versions.of(model).stream().map(VersionDetails::version).toList();
  }

  @Override
  @Transactional(readOnly = true)
  public Optional<RegisteredVersion> production(ModelName model) {
    return versions.production(model).map(VersionDetails::version);
  }

  @Override
  @Transactional(readOnly = true)
  public List<GateResult> evaluate(ModelVersion id, Stage stage) {
    return judge(models.require(id.model()), versions.require(id).version(), stage);
  }

  /** A refusal is recorded although it changes nothing else: it does not roll back. */
  @Override
  @Transactional(noRollbackFor = RegistryException.GateRefused.class)
  public RegisteredVersion transition(Move move, Attribution why) {
    ModelVersion id = move.version();
    ModelRow model = models.find(id.model()).isPresent() ? models.lock(id.model()) : null;
    if (model == null) {
      throw Versions.unknown(id);
    }
    RegisteredVersion version = versions.require(id).version();
    Map<String, Object> detail = new LinkedHashMap<>();
    detail.put("from", version.stage());
    detail.put("to", move.to());
    move.evidence().ifPresent(named -> detail.put("evidence", find(named)));
    if (version.stage() != move.to()) {
      List<GateResult> results = judge(model, version, move.to());
      if (!results.isEmpty()) {
        detail.put("gates", results);
      }
      if (results.stream().anyMatch(result -> result.verdict() == GateResult.Verdict.FAILED)) {
        changes.ofVersion(model, id.number(), "stage refused", detail, why);
        throw new RegistryException.GateRefused(refusal(id, move.to(), results), results);
      }
    }
    List<Integer> archived = archiveOthers(model, move);
    detail.put("archived", archived);
    setStage(model, id.number(), move.to());
    models.touch(model.id());
    changes.ofVersion(model, id.number(), "stage", detail, why);
    for (int number : archived) {
      publish(new ModelVersion(id.model(), number), move.to(), Stage.ARCHIVED, why);
    }
    if (version.stage() != move.to()) {
      publish(id, version.stage(), move.to(), why);
    }
    return versions.require(id).version();
  }

  private Map<String, Object> find(String id) {
    return Optional.ofNullable(evidence.getIfAvailable())
        .flatMap(comparisons -> comparisons.find(id))
        .map(Changes::read)
        .orElseThrow(() -> new RegistryException.NotFound(
            "evidence: " + Ascii.truncate(id, 100, "…") + " (expected: the id of a comparison)"));
  }

  /** Who is in Production leaves it for the one that enters; who is in Staging only where that was asked. */
  private List<Integer> archiveOthers(ModelRow model, Move move) {
    boolean archives =
        move.to() == Stage.PRODUCTION || (move.to() == Stage.STAGING && move.archiveExisting());
    if (!archives) {
      return List.of();
    }
    return jdbc.sql("""
        UPDATE registry.versions SET stage = 'ARCHIVED', updated_millis = ?
        WHERE model_id = ? AND stage = ? AND version <> ? AND NOT deleted RETURNING version
        """)
        .params(clock.millis(), model.id(), move.to().name(), move.version().number())
        .query((row, index) -> row.getInt(1))
        .list();
  }

  private void setStage(ModelRow model, int number, Stage stage) {
    jdbc.sql("UPDATE registry.versions SET stage = ?, updated_millis = ?"
            + " WHERE model_id = ? AND version = ?")
        .params(stage.name(), clock.millis(), model.id(), number)
        .update();
  }

  private void publish(ModelVersion version, Stage from, Stage to, Attribution why) {
    events.publishEvent(new StageChanged(version, from, to, why, clock.instant()));
  }

  private List<GateResult> judge(ModelRow model, RegisteredVersion version, Stage stage) {
    List<Gate> wanted =
        gates.of(model.id()).stream().filter(gate -> gate.stage() == stage).toList();
    if (wanted.isEmpty()) {
      return List.of();
    }
    Optional<RegisteredVersion> production = production(model.name());
    Gatekeeper.Candidate candidate = new Gatekeeper.Candidate(
        version,
        version.runId().flatMap(tracking::run),
        production.filter(other -> !other.id().equals(version.id())));
    return wanted.stream().map(gate -> gatekeeper.judge(gate, candidate)).toList();
  }

  private static String refusal(ModelVersion id, Stage stage, List<GateResult> results) {
    String failed = results.stream()
        .filter(result -> result.verdict() == GateResult.Verdict.FAILED)
        .map(result -> "found " + result.found() + " (expected: " + result.expected() + ", from "
            + result.source() + ")")
        .collect(Collectors.joining("; "));
    return "version " + id + " may not enter " + StageNames.of(stage) + ": " + failed;
  }

  @Override
  public void setVersionTag(ModelVersion id, String key, String value, Attribution why) {
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

  @Override
  public void deleteVersionTag(ModelVersion id, String key, Attribution why) {
    versions.require(id);
    ModelRow model = models.require(id.model());
    int deleted = jdbc.sql(
            "DELETE FROM registry.version_tags WHERE model_id = ? AND version = ? AND key = ?")
        .params(model.id(), id.number(), key)
        .update();
    if (deleted > 0) {
      changes.ofVersion(model, id.number(), "tag deleted", Map.of("key", key), why);
    }
  }

  @Override
  public void describeVersion(ModelVersion id, String description, Attribution why) {
    versions.require(id);
    ModelRow model = models.require(id.model());
    jdbc.sql("UPDATE registry.versions SET description = ?, updated_millis = ?"
            + " WHERE model_id = ? AND version = ?")
        .params(description, clock.millis(), model.id(), id.number())
        .update();
    changes.ofVersion(model, id.number(), "described", Map.of("to", description), why);
  }

  @Override
  public void deleteVersion(ModelVersion id, Attribution why) {
    RegisteredVersion version = versions.require(id).version();
    ModelRow model = models.lock(id.model());
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
      publish(id, version.stage(), Stage.NONE, why);
    }
  }

  @Override
  @Transactional(readOnly = true)
  public List<Gate> gates(ModelName model) {
    return gates.of(models.require(model).id());
  }

  @Override
  @Transactional(readOnly = true)
  public List<Change> history(ModelName name) {
    long id = models
        .find(name)
        .map(ModelRow::id)
        .or(() -> changes.lastNamed(name))
        .orElseThrow(() ->
            new RegistryException.NotFound("Registered Model with name=" + name + " not found"));
    return changes.of(id);
  }

  private void putTag(ModelRow model, int number, String key, String value) {
    jdbc.sql("""
        INSERT INTO registry.version_tags (model_id, version, key, value) VALUES (?, ?, ?, ?)
        ON CONFLICT (model_id, version, key) DO UPDATE SET value = EXCLUDED.value
        """).params(model.id(), number, key, value).update();
  }
}
