package io.signalbox.registry.web;

import io.signalbox.registry.Gate;
import io.signalbox.registry.ModelName;
import io.signalbox.registry.Models;
import io.signalbox.registry.RegisteredModel;
import io.signalbox.registry.Registry;
import io.signalbox.registry.search.PageRequest;
import io.signalbox.registry.search.SearchRequest;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

/** Models and their versions, as they stand. */
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
    List<VersionJson> versions = registry.versions(model).stream()
        .map(version -> VersionJson.of(version, found))
        .toList();
    return new ModelWithVersionsJson(json(found), versions, registry.gates(model));
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

  /** A model; {@code production} is the version that is there now. */
  record ModelJson(
      ModelName name,
      String description,
      Instant createdAt,
      Instant updatedAt,
      Map<String, String> tags,
      Optional<Integer> production) {}

  record ModelWithVersionsJson(ModelJson model, List<VersionJson> versions, List<Gate> gates) {}
}
