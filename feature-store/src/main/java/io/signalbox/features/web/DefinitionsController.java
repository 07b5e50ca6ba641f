package io.signalbox.features.web;

import io.signalbox.features.DefinitionVersion;
import io.signalbox.features.Features;
import io.signalbox.features.FeaturesException;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

/** What is in force, by name. */
@RestController
@RequestMapping("/api/v1/features")
class DefinitionsController {

  private final Features features;

  DefinitionsController(Features features) {
    this.features = features;
  }

  @GetMapping("/entities")
  List<DefinitionVersion> entities() {
    return features.definitions("Entity");
  }

  /** 404 if there is no such entity. */
  @GetMapping("/entities/{name}")
  DefinitionVersion entity(@PathVariable String name) {
    return find("entity", name, entities());
  }

  /** Feature views, aggregate views and request views. */
  @GetMapping("/views")
  List<DefinitionVersion> views() {
    return Stream.of("FeatureView", "AggregateView", "RequestView")
        .flatMap(kind -> features.definitions(kind).stream())
        .sorted(Comparator.comparing(DefinitionVersion::name))
        .toList();
  }

  /** 404 if there is no such view. */
  @GetMapping("/views/{name}")
  DefinitionVersion view(@PathVariable String name) {
    return find("view", name, views());
  }

  @GetMapping("/services")
  List<DefinitionVersion> services() {
    return features.definitions("FeatureService");
  }

  /** 404 if there is no such service. */
  @GetMapping("/services/{name}")
  DefinitionVersion service(@PathVariable String name) {
    return find("feature service", name, services());
  }

  private static DefinitionVersion find(String kind, String name, List<DefinitionVersion> all) {
    return all.stream()
        .filter(it -> it.name().equals(name))
        .findFirst()
        .orElseThrow(() -> new FeaturesException.NotFound(kind, name));
  }
}
