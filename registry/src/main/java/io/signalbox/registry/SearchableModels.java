package io.signalbox.registry;

import io.signalbox.registry.search.Key;
import io.signalbox.registry.search.Searchable;
import io.signalbox.registry.search.Searchable.Attribute;
import io.signalbox.registry.search.Searchable.Detail;
import io.signalbox.registry.search.Searchable.Use;
import io.signalbox.registry.search.Searchable.ValueKind;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What can be asked of models and versions in MLflow's grammar. */
final class SearchableModels {
  static final Searchable MODELS = new Searchable(
      modelAttributes(),
      Map.of(
          Key.Kind.TAG,
          Detail.of("registry.model_tags", "d.model_id = m.model_id", ValueKind.TEXT)),
      List.of("m.name"));

  static final Searchable VERSIONS = new Searchable(
      versionAttributes(),
      Map.of(
          Key.Kind.TAG,
          Detail.of(
              "registry.version_tags",
              "d.model_id = v.model_id AND d.version = v.version",
              ValueKind.TEXT)),
      List.of("m.name", "v.version DESC"));

  private SearchableModels() {}

  private static Map<String, Attribute> modelAttributes() {
    Map<String, Attribute> attributes = new LinkedHashMap<>();
    attributes.put("name", new Attribute("m.name", ValueKind.TEXT, Use.FILTER_AND_ORDER));
    for (String name : List.of("timestamp", "last_updated_timestamp")) {
      attributes.put(name, new Attribute("m.updated_millis", ValueKind.NUMBER, Use.ORDER));
    }
    attributes.put(
        "creation_timestamp", new Attribute("m.created_millis", ValueKind.NUMBER, Use.ORDER));
    return attributes;
  }

  private static Map<String, Attribute> versionAttributes() {
    Map<String, Attribute> attributes = new LinkedHashMap<>();
    attributes.put("name", new Attribute("m.name", ValueKind.TEXT, Use.FILTER_AND_ORDER));
    attributes.put(
        "version_number", new Attribute("v.version", ValueKind.NUMBER, Use.FILTER_AND_ORDER));
    attributes.put("run_id", new Attribute("v.run_id", ValueKind.TEXT, Use.FILTER));
    attributes.put("source_path", new Attribute("v.source", ValueKind.TEXT, Use.FILTER));
    attributes.put(
        "creation_timestamp", new Attribute("v.created_millis", ValueKind.NUMBER, Use.ORDER));
    attributes.put(
        "last_updated_timestamp", new Attribute("v.updated_millis", ValueKind.NUMBER, Use.ORDER));
    return attributes;
  }
}
