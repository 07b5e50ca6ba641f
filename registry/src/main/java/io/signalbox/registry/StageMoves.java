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
  private final JdbcClient jdbc;
  private final ModelRows models;
  private final Versions versions;
  private final Changes changes;
  private final Judgement judgement;
  private final ObjectProvider<PromotionEvidence> evidence;
  private final ApplicationEventPublisher events;
  private final Clock clock;

  StageMoves(
      JdbcClient jdbc,
      ModelRows models,
      Versions versions,
      Changes changes,
      Judgement judgement,
      ObjectProvider<PromotionEvidence> evidence,
      ApplicationEventPublisher events,
      Clock clock) {
    this.jdbc = jdbc;
    this.models = models;
    this.versions = versions;
    this.changes = changes;
    this.judgement = judgement;
    this.evidence = evidence;
    this.events = events;
    this.clock = clock;
  }

  /** A refusal is recorded although it changes nothing else: the caller's transaction must not roll back for it. */
  RegisteredVersion transition(Registry.Move move, Attribution why) {
    ModelVersion id = move.version();
    ModelRow model = models.tryLock(id.model()).orElseThrow(() -> Versions.unknown(id));
    RegisteredVersion version = versions.require(id).version();
    requireRole(version, move.to());
    Map<String, Object> detail = new LinkedHashMap<>();
    detail.put("from", version.stage());
    detail.put("to", move.to());
    move.evidence().ifPresent(named -> detail.put("evidence", find(named)));
    if (version.stage() != move.to()) {
      List<GateResult> results = judgement.of(model, version, move.to());
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

  private static void requireRole(RegisteredVersion version, Stage to) {
    boolean production = to == Stage.PRODUCTION || version.stage() == Stage.PRODUCTION;
    Access.require(production ? Role.APPROVER : Role.BUILDER, version.id().model());
  }

  private Map<String, Object> find(String id) {
    return Optional.ofNullable(evidence.getIfAvailable())
        .flatMap(comparisons -> comparisons.find(id))
        .map(StoredJson::readObject)
        .orElseThrow(() -> new RegistryException.NotFound(
            "evidence: " + Ascii.truncate(id, 100, "…") + " (expected: the id of a comparison)"));
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

  private void setStage(ModelRow model, int number, Stage stage) {
    jdbc.sql("UPDATE registry.versions SET stage = ?, updated_millis = ?"
            + " WHERE model_id = ? AND version = ?")
        .params(stage.name(), clock.millis(), model.id(), number)
        .update();
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
