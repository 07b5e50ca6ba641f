package io.signalbox.registry.gate;

import com.google.common.collect.ImmutableMap;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import tools.jackson.databind.JsonNode;

/**
 * What a model asks for and what it gives, as MLflow writes it.
 *
 * @param inputs by name; those without one by their place
 * @param outputs likewise; empty where nothing is said of them
 */
public record ModelSignature(Map<String, Input> inputs, Map<String, Input> outputs) {
  /** What MLflow itself converts without loss when a model is called. */
  private static final Map<String, List<String>> WIDER = Map.of(
      "integer", List.of("long", "double"),
      "float", List.of("double"));

  public ModelSignature {
    inputs = ImmutableMap.copyOf(inputs);
    outputs = ImmutableMap.copyOf(outputs);
  }

  /** A column's type, or a tensor's element type with its shape. */
  public record Input(String type, boolean required) {
    boolean takes(Input other) {
      return type.equals(other.type)
          || WIDER.getOrDefault(other.type, List.of()).contains(type);
    }
  }

  /** From the JSON arrays in a signature. */
  static ModelSignature of(JsonNode inputs, JsonNode outputs) {
    return new ModelSignature(columns(inputs), columns(outputs));
  }

  private static Map<String, Input> columns(JsonNode inputs) {
    Map<String, Input> byName = new LinkedHashMap<>();
    int place = 0;
    for (JsonNode input : inputs) {
      String name = input.path("name").asString("#" + place++);
      JsonNode tensor = input.path("tensor-spec");
      String type = tensor.isObject()
          ? tensor.path("dtype").asString("?") + tensor.path("shape")
          : structured(input);
      byName.put(name, new Input(type, input.path("required").asBoolean(true)));
    }
    return byName;
  }

  /** Arrays and objects are the same only if all of them is. */
  private static String structured(JsonNode input) {
    String type = input.path("type").asString("?");
    return List.of("array", "object", "map").contains(type)
        ? type + input.path("items") + input.path("properties") + input.path("values")
        : type;
  }

  /** What stops a caller of the other model from calling this one; empty if nothing does. */
  List<String> asksBeyond(ModelSignature other) {
    List<String> beyond = new ArrayList<>();
    inputs.forEach((name, wanted) -> {
      Input sent = other.inputs.get(name);
      if (sent == null || (wanted.required() && !sent.required())) {
        if (wanted.required()) {
          beyond.add(name + " (" + wanted.type() + ") is new");
        }
      } else if (!wanted.takes(sent)) {
        beyond.add(name + " is " + wanted.type() + ", callers send " + sent.type());
      }
    });
    return beyond;
  }

  @Override
  public String toString() {
    return Objects.toString(inputs.keySet());
  }
}
