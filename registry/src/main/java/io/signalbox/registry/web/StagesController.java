package io.signalbox.registry.web;

import io.signalbox.registry.ModelVersion;
import io.signalbox.registry.Models;
import io.signalbox.registry.RegisteredVersion;
import io.signalbox.registry.Registry;
import io.signalbox.registry.Stage;
import jakarta.servlet.http.HttpServletRequest;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.PutMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

/** Moves versions from stage to stage, and back. */
@RestController
@RequestMapping("/api/v1/models/{name}")
class StagesController {
  private final Registry registry;
  private final Models models;

  StagesController(Registry registry, Models models) {
    this.registry = registry;
    this.models = models;
  }

  /** 400 without a reason, 404 if the version or the evidence is unknown, 409 if a gate fails. */
  @PutMapping("versions/{number}/stage")
  VersionJson putStage(
      @PathVariable String name,
      @PathVariable String number,
      @RequestBody StageJson body,
      HttpServletRequest request) {
    Registry.Move move = new Registry.Move(
        Asked.version(name, number),
        Asked.stage(body.stage()),
        false,
        Optional.ofNullable(body.evidence()),
        Boolean.TRUE.equals(body.override()));
    RegisteredVersion moved =
        registry.transition(move, Asked.of(request, body.reason())).version();
    return VersionJson.of(moved, models.get(moved.id().model()));
  }

  /** 400 without a reason, 404 if the model or the evidence is unknown, 409 if nothing was in Production before. */
  @PostMapping("rollback")
  RolledBackJson rollback(
      @PathVariable String name, @RequestBody RollbackJson body, HttpServletRequest request) {
    Registry.RolledBack done = registry.rollback(
        Asked.model(name), Optional.ofNullable(body.evidence()), Asked.of(request, body.reason()));
    return new RolledBackJson(
        done.restored().id().number(),
        done.archived().map(ModelVersion::number),
        done.endpoints(),
        done.endpoints().isEmpty()
            ? "No endpoint follows this model."
            : "The endpoints that follow Production serve the version as soon as it is loaded; a"
                + " rollback of an endpoint's table is a call of its own.");
  }

  /** {@code override}: an approver lets the version pass whatever its gates say. */
  record StageJson(
      @Nullable Stage stage,
      @Nullable String reason,
      @Nullable String evidence,
      @Nullable Boolean override) {}

  record RollbackJson(@Nullable String reason, @Nullable String evidence) {}

  record RolledBackJson(
      int restored, Optional<Integer> archived, List<String> endpoints, String note) {}
}
