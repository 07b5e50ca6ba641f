package io.signalbox.apply;

import com.google.common.base.CaseFormat;
import io.signalbox.edge.Fields;
import io.signalbox.edge.Refusal;
import io.signalbox.edge.ValueRefused;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;

/**
 * What a first pass over a YAML document knows.
 *
 * @param lines where each field stands, by its name as in {@code columns[0].type}
 * @param values what stands there, in the words of a refusal
 */
record Document(String kind, int line, Map<String, Integer> lines, Map<String, String> values) {
  private static final String KIND = "kind";

  static Document empty(int line) {
    return new Document("", line, Map.of(), Map.of());
  }

  /** From the opening of a document to its end. */
  static Document scan(String file, JsonParser yaml) {
    int first = yaml.currentTokenLocation().getLineNr();
    var lines = new HashMap<String, Integer>();
    var values = new HashMap<String, String>();
    var fields = new Fields();
    fields.check(yaml, JsonToken.START_OBJECT);
    for (int depth = 1; depth > 0; ) {
      JsonToken token = yaml.nextToken();
      depth += token.isStructStart() ? 1 : token.isStructEnd() ? -1 : 0;
      int line = yaml.currentTokenLocation().getLineNr();
      try {
        fields.check(yaml, token);
      } catch (ValueRefused e) {
        throw new DefinitionRefused(file, line, String.valueOf(e.getMessage()), e);
      }
      if (!token.isStructEnd()) {
        String field = Fields.of(
            token.isStructStart()
                ? yaml.streamReadContext().getParent()
                : yaml.streamReadContext());
        lines.putIfAbsent(field, line);
        if (token != JsonToken.PROPERTY_NAME) {
          values.put(field, shown(yaml, token));
        }
      }
    }
    String kind = values.getOrDefault(KIND, "");
    if (!Declared.KINDS.containsKey(kind)) {
      throw new DefinitionRefused(
          file,
          lines.getOrDefault(KIND, first),
          "kind: '%s' (expected: one of %s)".formatted(kind, Declared.KINDS.keySet()));
    }
    return new Document(kind, first, lines, values);
  }

  private static String shown(JsonParser yaml, JsonToken token) {
    return switch (token) {
      case START_OBJECT -> "fields";
      case START_ARRAY -> "a list";
      case VALUE_NULL -> "empty";
      default -> Fields.shown(yaml.getString());
    };
  }

  boolean isEmpty() {
    return kind.isEmpty();
  }

  String found(String field) {
    return values.getOrDefault(field, "missing");
  }

  /** What stands in the place of a field that is missing, and is likely to be its name misspelt. */
  Optional<Stray> stray(JacksonException e) {
    String missing = Fields.of(e);
    if (e.getPath().isEmpty()
        || lines.containsKey(missing)
        || !(e.getPath().getLast().from() instanceof Class<?> type)
        || !type.isRecord()) {
      return Optional.empty();
    }
    String before = missing.substring(0, missing.lastIndexOf('.') + 1);
    Set<String> known = Arrays.stream(type.getRecordComponents())
        .map(component ->
            CaseFormat.LOWER_CAMEL.to(CaseFormat.LOWER_UNDERSCORE, component.getName()))
        .collect(Collectors.toCollection(TreeSet::new));
    for (Class<?> face : type.getInterfaces()) {
      Refusal.discriminator(face).ifPresent(known::add);
    }
    return lines.keySet().stream()
        .filter(field -> field.startsWith(before)
            && field.indexOf('.', before.length()) < 0
            && field.indexOf('[', before.length()) < 0)
        .filter(field -> !field.equals(KIND) && !known.contains(field.substring(before.length())))
        .findFirst()
        .map(field -> new Stray(field, known));
  }

  /** A field that its record does not have. */
  record Stray(String field, Set<String> known) {
    String words() {
      return "%s: unknown field (expected: %s)".formatted(field, String.join(", ", known));
    }
  }

  /** The line of the innermost part of the field that is there. */
  int line(String name) {
    String field = name;
    while (!lines.containsKey(field) && !field.isEmpty()) {
      field =
          field.substring(0, Math.max(0, Math.max(field.lastIndexOf('.'), field.lastIndexOf('['))));
    }
    return lines.getOrDefault(field, line);
  }
}
