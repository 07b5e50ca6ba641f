package io.signalbox.registry.web;

import io.signalbox.registry.Attribution;
import io.signalbox.registry.Change;
import io.signalbox.registry.Gate;
import io.signalbox.registry.GateResult;
import io.signalbox.registry.ModelName;
import io.signalbox.registry.ModelVersion;
import io.signalbox.registry.Models;
import io.signalbox.registry.RegisteredModel;
import io.signalbox.registry.RegisteredVersion;
import io.signalbox.registry.Registry;
import io.signalbox.registry.RegistryException;
import io.signalbox.registry.Stage;
import io.signalbox.registry.search.PageRequest;
import io.signalbox.registry.search.SearchRequest;
import jakarta.servlet.http.HttpServletRequest;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PutMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

@RestController
@RequestMapping("/api/v1/models")
class ModelsController {
  static final int MOST_MODELS = 1_000;

  private final Registry registry;
  private final Models models;

  ModelsController(Registry registry, Models models) {
    this.registry = registry;
    this.models = models;
  }

  @GetMapping
  List<ModelJson> list() {
    SearchRequest all = new SearchRequest("", List.of(), new PageRequest(0, MOST_MODELS));
    return models.search(all).items().stream().map(this::json).toList();
  }

  @GetMapping("{name}")
  ModelWithVersionsJson get(@PathVariable String name) {
    ModelName model = Asked.model(name);
    RegisteredModel found = models.get(model);
    List<VersionJson> versions =
        registry.versions(model).stream().map(version -> json(version, found)).toList();
    return new ModelWithVersionsJson(json(found), versions, registry.gates(model));
  }

  /** 400 without a reason, 404 if the version or the evidence is unknown, 409 if a gate fails. */
  @PutMapping("{name}/versions/{number}/stage")
  VersionJson putStage(
      @PathVariable String name,
      @PathVariable String number,
      @RequestBody StageJson body,
      HttpServletRequest request) {
    if (body.stage() == null) {
      throw new RegistryException.Invalid(
          "stage: absent (expected: none, staging, production or archived)");
    }
    Attribution why = Asked.of(request, body.reason());
    Optional<String> evidence = Optional.ofNullable(body.evidence());
    Registry.Move move = new Registry.Move(version(name, number), body.stage(), false, evidence);
    RegisteredVersion moved = registry.transition(move, why);
    return json(moved, models.get(moved.id().model()));
  }

  @GetMapping("{name}/gates/evaluation")
  EvaluationJson evaluate(
      @PathVariable String name,
      @RequestParam String version,
      @RequestParam(defaultValue = "production") String stage) {
    ModelVersion id = version(name, version);
    Stage wanted = stage(stage);
    List<GateResult> results = registry.evaluate(id, wanted);
    boolean passes =
        results.stream().noneMatch(result -> result.verdict() == GateResult.Verdict.FAILED);
    return new EvaluationJson(id.model(), id.number(), wanted, passes, results);
  }

  @GetMapping("{name}/history")
  List<Change> history(@PathVariable String name) {
    return registry.history(Asked.model(name));
  }

  private static ModelVersion version(String name, String number) {
    ModelName model = Asked.model(name);
    if (!number.matches("[1-9]\\d{0,8}")) {
      throw new RegistryException.Invalid(
          "version: " + number + " (expected: a whole number from 1)");
    }
    return new ModelVersion(model, Integer.parseInt(number));
  }

  private static Stage stage(String stage) {
    for (Stage each : Stage.values()) {
      if (each.name().toLowerCase(Locale.ROOT).equals(stage)) {
        return each;
      }
    }
    throw new RegistryException.Invalid(
        "stage: " + stage + " (expected: none, staging, production or archived)");
  }

  private ModelJson json(RegisteredModel model) {
    return new ModelJson(
        model.name(),
        model.description(),
        model.createdAt(),
        model.updatedAt(),
        model.tags(),
        registry.production(model.name()).map(version -> version.id().number()));
  }

  private static VersionJson json(RegisteredVersion version, RegisteredModel model) {
    int number = version.id().number();
    List<String> aliases = model.aliases().entrySet().stream()
        .filter(alias -> alias.getValue() == number)
        .map(Map.Entry::getKey)
        .toList();
    return new VersionJson(
        number,
        version.stage(),
        version.source(),
        version.runId(),
        version.tags(),
        aliases,
        version.createdAt());
  }

  record StageJson(
      @Nullable Stage stage,
      @Nullable String reason,
      @Nullable String evidence) {}

  /** A model; {@code production} is the version that is there now. */
  record ModelJson(
      ModelName name,
      String description,
      Instant createdAt,
      Instant updatedAt,
      Map<String, String> tags,
      Optional<Integer> production) {}

  record ModelWithVersionsJson(ModelJson model, List<VersionJson> versions, List<Gate> gates) {}

  record VersionJson(
      int version,
      Stage stage,
      String source,
      Optional<String> runId,
      Map<String, String> tags,
      List<String> aliases,
      Instant createdAt) {}

  record EvaluationJson(
      ModelName model, int version, Stage stage, boolean passes, List<GateResult> gates) {}
}
