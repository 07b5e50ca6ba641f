package io.signalbox.registry;

import java.time.Clock;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
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
  private final Changes changes;
  private final Judgement judgement;
  private final Gatekeeper gatekeeper;
  private final VersionChanges versionChanges;
  private final StageMoves stages;
  private final Clock clock;

  RegistryService(
      JdbcClient jdbc,
      ModelRows models,
      Versions versions,
      Gates gates,
      Changes changes,
      Judgement judgement,
      Gatekeeper gatekeeper,
      VersionChanges versionChanges,
      StageMoves stages,
      Clock clock) {
    this.jdbc = jdbc;
    this.models = models;
    this.versions = versions;
    this.gates = gates;
    this.changes = changes;
    this.judgement = judgement;
    this.gatekeeper = gatekeeper;
    this.versionChanges = versionChanges;
    this.stages = stages;
    this.clock = clock;
  }

  @Override
  public boolean apply(ModelDefinition definition, Attribution why) {
    Access.require(Role.OPERATOR, definition.name());
    RegistryTexts.allow(definition);
    definition.gates().forEach(gatekeeper::check);
    Optional<ModelRow> created = models.insert(definition.name(), definition.description());
    ModelRow model = models.lock(definition.name());
    List<Gate> before = gates.of(model.id());
    if (before.equals(definition.gates())
        && model.description().equals(definition.description())
        && created.isEmpty()) {
      return false;
    }
    gates.replace(model.id(), definition.gates());
    jdbc.sql("UPDATE registry.models SET description = ?, updated_millis = ? WHERE model_id = ?")
        .params(definition.description(), clock.millis(), model.id())
        .update();
    Map<String, Object> detail = new LinkedHashMap<>();
    detail.put("description", definition.description());
    if (created.isEmpty()) {
      detail.put("gates_before", StoredJson.tree(before));
    }
    detail.put("gates", StoredJson.tree(definition.gates()));
    changes.ofModel(model, created.isPresent() ? "created" : "applied", detail, why);
    return true;
  }

  @Override
  public RegisteredVersion createVersion(NewVersion version, Attribution why) {
    return createVersion(version, Origin.UNSAID, why).version();
  }

  @Override
  public VersionDetails createVersion(NewVersion version, Origin origin, Attribution why) {
    Access.require(Role.BUILDER, version.model());
    return versionChanges.create(version, origin, why);
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
    return judgement.of(models.require(id.model()), versions.require(id), stage);
  }

  /** Not a default method of the face: those run without this class's transaction. */
  @Override
  @Transactional(noRollbackFor = RegistryException.GateRefused.class)
  public RegisteredVersion transition(ModelVersion id, Stage to, Attribution why) {
    return stages.transition(new Move(id, to, false, Optional.empty()), why).version();
  }

  /** A refusal is recorded although it changes nothing else: it does not roll back. */
  @Override
  @Transactional(noRollbackFor = RegistryException.GateRefused.class)
  public VersionDetails transition(Move move, Attribution why) {
    return stages.transition(move, why);
  }

  @Override
  public RolledBack rollback(ModelName model, Optional<String> evidence, Attribution why) {
    return stages.rollback(model, evidence, why);
  }

  @Override
  public void setVersionTag(ModelVersion id, String key, String value, Attribution why) {
    Access.require(Role.BUILDER, id.model());
    versionChanges.setTag(id, key, value, why);
  }

  @Override
  public void deleteVersionTag(ModelVersion id, String key, Attribution why) {
    Access.require(Role.BUILDER, id.model());
    versionChanges.deleteTag(id, key, why);
  }

  @Override
  public void describeVersion(ModelVersion id, String description, Attribution why) {
    Access.require(Role.BUILDER, id.model());
    versionChanges.describe(id, description, why);
  }

  @Override
  public void deleteVersion(ModelVersion id, Attribution why) {
    versionChanges.delete(id, why);
  }

  @Override
  @Transactional(readOnly = true)
  public List<Gate> gates(ModelName model) {
    return gates.of(models.require(model).id());
  }

  @Override
  @Transactional(readOnly = true)
  public List<Change> history(ModelName name, HistoryFilter filter) {
    long id = models
        .find(name)
        .map(ModelRow::id)
        .or(() -> changes.lastNamed(name))
        .orElseThrow(() ->
            new RegistryException.NotFound("Registered Model with name=" + name + " not found"));
    return changes.of(id, filter);
  }
}
