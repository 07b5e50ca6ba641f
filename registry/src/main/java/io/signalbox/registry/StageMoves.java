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
import org.springframework.stereotype.Component;

/** Moves versions from stage to stage. Runs in its caller's transaction, with the model's row locked. */
@Component
class StageMoves {
  /** Stands for no version where a number is asked for: they count from 1. */
  private static final int NONE = 0;

  private final JdbcClient jdbc;
  private final ModelRows models;
  private final Versions versions;
  private final Changes changes;
  private final Judgement judgement;
  private final Productions productions;
  private final ObjectProvider<PromotionEvidence> evidence;
  private final ObjectProvider<ProductionFollowers> followers;
  private final ApplicationEventPublisher events;
  private final Clock clock;

  StageMoves(
      JdbcClient jdbc,
      ModelRows models,
      Versions versions,
      Changes changes,
      Judgement judgement,
      Productions productions,
      ObjectProvider<PromotionEvidence> evidence,
      ObjectProvider<ProductionFollowers> followers,
      ApplicationEventPublisher events,
      Clock clock) {
    this.jdbc = jdbc;
    this.models = models;
    this.versions = versions;
    this.changes = changes;
    this.judgement = judgement;
    this.productions = productions;
    this.evidence = evidence;
    this.followers = followers;
    this.events = events;
    this.clock = clock;
  }

  /** A refusal is recorded although it changes nothing else: the caller's transaction must not roll back for it. */
  RegisteredVersion transition(Registry.Move move, Attribution why) {
    ModelVersion id = move.version();
    ModelRow model = models.tryLock(id.model()).orElseThrow(() -> Versions.unknown(id));
    VersionDetails details = versions.require(id);
    RegisteredVersion version = details.version();
    requireRole(version, move);
    Map<String, Object> detail = new LinkedHashMap<>();
    detail.put("from", version.stage());
    detail.put("to", move.to());
    move.evidence().ifPresent(named -> detail.put("evidence", find(id.model(), named)));
    if (version.stage() != move.to()) {
      List<GateResult> results = judgement.of(model, details, move.to());
      if (!results.isEmpty()) {
        detail.put("gates", results);
      }
      if (results.stream().anyMatch(result -> result.verdict() == GateResult.Verdict.FAILED)) {
        if (!move.override()) {
          changes.ofVersion(model, id.number(), "stage refused", detail, why);
          throw new RegistryException.GateRefused(refusal(id, move.to(), results), results);
        }
        detail.put("override", true);
      }
      if (move.to() == Stage.PRODUCTION) {
        productions.entered(model.id(), id.number());
      }
    }
    detail.put("archived", carryOut(model, version, move, why));
    changes.ofVersion(model, id.number(), "stage", detail, why);
    return versions.require(id).version();
  }

  /** As the face says. */
  Registry.RolledBack rollback(ModelName name, Optional<String> named, Attribution why) {
    Access.require(Role.APPROVER, name);
    ModelRow model = models.lock(name);
    Optional<ModelVersion> present =
        versions.production(name).map(details -> details.version().id());
    Productions.Entry before = productions
        .lastOtherThan(model.id(), present.map(ModelVersion::number).orElse(NONE))
        .orElseThrow(() -> new RegistryException.WrongState("model: no version of " + name
            + " was in Production before" + present.map(id -> " " + id.number()).orElse("")));
    ModelVersion id = new ModelVersion(name, before.version());
    RegisteredVersion version = versions.require(id).version();
    Map<String, Object> detail = new LinkedHashMap<>();
    detail.put("from", version.stage());
    detail.put("to", Stage.PRODUCTION);
    named.ifPresent(given -> detail.put("evidence", find(name, given)));
    productions.undoAfter(model.id(), before);
    Registry.Move move = new Registry.Move(id, Stage.PRODUCTION, false, Optional.empty());
    detail.put("archived", carryOut(model, version, move, why));
    List<String> endpoints =
        followers.stream().flatMap(follower -> follower.of(name).stream()).toList();
    detail.put("endpoints", endpoints);
    changes.ofVersion(model, id.number(), "rollback", detail, why);
    return new Registry.RolledBack(versions.require(id).version(), present, endpoints);
  }

  private static void requireRole(RegisteredVersion version, Registry.Move move) {
    boolean approves =
        move.override() || move.to() == Stage.PRODUCTION || version.stage() == Stage.PRODUCTION;
    Access.require(approves ? Role.APPROVER : Role.BUILDER, version.id().model());
  }

  private Map<String, Object> find(ModelName model, String id) {
    return find(evidence, model, id);
  }

  /** The comparison of this id, as it is kept with what rests on it. @throws RegistryException if it is none of the model's */
  static Map<String, Object> find(
      ObjectProvider<PromotionEvidence> evidence, ModelName model, String id) {
    return Optional.ofNullable(evidence.getIfAvailable())
        .flatMap(comparisons -> comparisons.find(model, id))
        .map(StoredJson::readObject)
        .orElseThrow(() -> new RegistryException.NotFound(
            "evidence: %s (expected: the id of a comparison of versions of %s)"
                .formatted(Ascii.truncate(id, 100, "…"), model)));
  }

  /** Returns who was archived for it. */
  private List<Integer> carryOut(
      ModelRow model, RegisteredVersion version, Registry.Move move, Attribution why) {
    List<Integer> archived = archiveOthers(model, move);
    jdbc.sql("""
        UPDATE registry.versions SET stage = ?, updated_millis = ? WHERE model_id = ? AND version = ?
        """)
        .params(move.to().name(), clock.millis(), model.id(), version.id().number())
        .update();
    models.touch(model.id());
    for (int number : archived) {
      publish(new ModelVersion(model.name(), number), move.to(), Stage.ARCHIVED, why);
    }
    if (version.stage() != move.to()) {
      publish(version.id(), version.stage(), move.to(), why);
    }
    return archived;
  }

  /** Who is in Production leaves it for the one that enters; who is in Staging only where that was asked. */
  private List<Integer> archiveOthers(ModelRow model, Registry.Move move) {
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

  private void publish(ModelVersion version, Stage from, Stage to, Attribution why) {
    events.publishEvent(new StageChanged(version, from, to, why, clock.instant()));
  }

  private static String refusal(ModelVersion id, Stage stage, List<GateResult> results) {
    String failed = results.stream()
        .filter(result -> result.verdict() == GateResult.Verdict.FAILED)
        .map(result -> "found " + result.found() + " (expected: " + result.expected() + ", from "
            + result.source() + ")")
        .collect(Collectors.joining("; "));
    return "version " + id + " may not enter " + StageNames.of(stage) + ": " + failed;
  }
}
