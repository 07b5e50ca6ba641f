package io.signalbox.registry;

import com.google.common.base.Ascii;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
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
  VersionDetails transition(Registry.Move move, Attribution why) {
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
    Instant now = clock.instant().truncatedTo(ChronoUnit.MILLIS);
    detail.put("archived", carryOut(model, version, move, why, now));
    changes.ofVersion(model, id.number(), "stage", detail, why);
    return details.in(move.to(), now);
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
    VersionDetails details = versions.require(id);
    RegisteredVersion version = details.version();
    Map<String, Object> detail = new LinkedHashMap<>();
    detail.put("from", version.stage());
    detail.put("to", Stage.PRODUCTION);
    named.ifPresent(given -> detail.put("evidence", find(name, given)));
    productions.undoAfter(model.id(), before);
    Registry.Move move = new Registry.Move(id, Stage.PRODUCTION, false, Optional.empty());
    Instant now = clock.instant().truncatedTo(ChronoUnit.MILLIS);
    detail.put("archived", carryOut(model, version, move, why, now));
    List<String> endpoints =
        followers.stream().flatMap(follower -> follower.of(name).stream()).toList();
    detail.put("endpoints", endpoints);
    changes.ofVersion(model, id.number(), "rollback", detail, why);
    return new Registry.RolledBack(details.in(Stage.PRODUCTION, now).version(), present, endpoints);
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

  /**
   * Returns who was archived for it: who is in Production leaves it for the one that enters; who is in Staging only where that was asked.
   * One statement, in which they leave first: not even meanwhile are there two in Production. The stage is in its text, so that the one plan
   * that PostgreSQL keeps of it goes by the index of Production.
   */
  private List<Integer> carryOut(
      ModelRow model, RegisteredVersion version, Registry.Move move, Attribution why, Instant now) {
    boolean archives =
        move.to() == Stage.PRODUCTION || (move.to() == Stage.STAGING && move.archiveExisting());
    List<Integer> archived = jdbc.sql("""
        WITH archived AS (
          UPDATE registry.versions SET stage = 'ARCHIVED', updated_millis = :now
          WHERE %1$s AND model_id = :model AND stage = '%2$s' AND version <> :version AND NOT deleted
          RETURNING version
        ), moved AS (
          UPDATE registry.versions SET stage = '%2$s', updated_millis = :now
          WHERE model_id = :model AND version = :version AND (SELECT count(*) FROM archived) >= 0
        ), touched AS (
          UPDATE registry.models SET updated_millis = :now WHERE model_id = :model
        )
        SELECT version FROM archived
        """.formatted(archives, move.to().name()))
        .param("now", now.toEpochMilli())
        .param("model", model.id())
        .param("version", version.id().number())
        .query((row, index) -> row.getInt(1))
        .list();
    for (int number : archived) {
      ModelVersion left = new ModelVersion(model.name(), number);
      events.publishEvent(
          new StageChanged(left, move.to(), Stage.ARCHIVED, why, now, Optional.of(version.id())));
    }
    if (version.stage() != move.to()) {
      events.publishEvent(new StageChanged(version.id(), version.stage(), move.to(), why, now));
    }
    return archived;
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
