package io.signalbox.apply;

import io.signalbox.apply.Difference.Field;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.MissingNode;

/** Compares two definitions field by field. What stands in a list is told by its name where each has one of its own. */
final class FieldDifferences {
  private final List<Field> found = new ArrayList<>();

  private FieldDifferences() {}

  /** A field that is null, or an empty list or object, is one that is left out. */
  static List<Field> between(JsonNode before, JsonNode after) {
    var differences = new FieldDifferences();
    differences.objects("", before, after);
    return differences.found;
  }

  private void objects(String path, JsonNode before, JsonNode after) {
    Set<String> names = new LinkedHashSet<>(before.propertyNames());
    names.addAll(after.propertyNames());
    for (String name : names) {
      compare(path.isEmpty() ? name : path + "." + name, before.path(name), after.path(name));
    }
  }

  private void compare(String path, JsonNode before, JsonNode after) {
    if (before.equals(after) || (isNothing(before) && isNothing(after))) {
      return;
    }
    if (before.isObject() && after.isObject()) {
      objects(path, before, after);
    } else if (before.isArray() && after.isArray()) {
      lists(path, before, after);
    } else {
      found.add(new Field(path, said(before), said(after)));
    }
  }

  private void lists(String path, JsonNode before, JsonNode after) {
    Map<String, JsonNode> old = named(before);
    Map<String, JsonNode> young = named(after);
    if (old.size() != before.size() || young.size() != after.size()) {
      found.add(new Field(path, said(before), said(after)));
      return;
    }
    int differing = found.size();
    Set<String> names = new LinkedHashSet<>(old.keySet());
    names.addAll(young.keySet());
    for (String name : names) {
      JsonNode one = Optional.ofNullable(old.get(name)).orElseGet(MissingNode::getInstance);
      JsonNode other = Optional.ofNullable(young.get(name)).orElseGet(MissingNode::getInstance);
      compare("%s[%s]".formatted(path, name), one, other);
    }
    if (found.size() == differing) { // the same in another order, which a model reads by
      found.add(new Field(path, said(before), said(after)));
    }
  }

  private static Map<String, JsonNode> named(JsonNode list) {
    Map<String, JsonNode> named = new LinkedHashMap<>();
    for (JsonNode one : list) {
      JsonNode name = one.isObject() ? one.path("name") : one;
      if (name.isString()) {
        named.put(name.stringValue(), one);
      }
    }
    return named;
  }

  private static Optional<JsonNode> said(JsonNode value) {
    return isNothing(value) ? Optional.empty() : Optional.of(value);
  }

  private static boolean isNothing(JsonNode value) {
    return value.isMissingNode() || value.isNull() || (value.isContainer() && value.isEmpty());
  }
}
