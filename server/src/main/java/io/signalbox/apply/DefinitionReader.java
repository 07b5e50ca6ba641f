package io.signalbox.apply;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.springframework.stereotype.Component;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.databind.DatabindException;
import tools.jackson.databind.DeserializationContext;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.MapperFeature;
import tools.jackson.databind.PropertyNamingStrategies;
import tools.jackson.databind.ValueDeserializer;
import tools.jackson.databind.deser.DeserializationProblemHandler;
import tools.jackson.databind.exc.UnrecognizedPropertyException;
import tools.jackson.dataformat.yaml.YAMLMapper;

/** Reads the documents of a YAML file; a refusal names file, line and field. */
@Component
class DefinitionReader {
  private static final String KIND = "kind";

  private final YAMLMapper mapper;

  DefinitionReader(DurationModule durations) {
    this.mapper = YAMLMapper.builder()
        .addModule(durations)
        .propertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE)
        .enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
        .disable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS) // the next document
        .disable(MapperFeature.ALLOW_COERCION_OF_SCALARS)
        .addHandler(new KindIsKnown())
        .build();
  }

  /** The documents in their order. @throws DefinitionRefused where the text is not one of the kinds */
  List<Declared> read(String file, String content) {
    List<Document> documents = documents(file, content);
    var declared = new ArrayList<Declared>();
    try (JsonParser yaml = mapper.createParser(content)) {
      for (Document document : documents) {
        yaml.nextToken();
        if (!document.isEmpty()) {
          declared.add(
              new Declared(file, document.line(), document.kind(), bind(file, yaml, document)));
        }
      }
      return declared;
    }
  }

  private Object bind(String file, JsonParser yaml, Document document) {
    try {
      return mapper.readValue(yaml, Declared.KINDS.get(document.kind()));
    } catch (UnrecognizedPropertyException e) {
      String known = e.getKnownPropertyIds() == null
          ? ""
          : " (expected: one of " + e.getKnownPropertyIds() + ")";
      throw new DefinitionRefused(
          file, document.line(e), "unknown field '" + e.getPropertyName() + "'" + known, e);
    } catch (DatabindException e) {
      throw new DefinitionRefused(file, document.line(e), message(e), e);
    }
  }

  /** A first pass: a document can be bound only once its kind is known, and that may stand last in it. */
  private List<Document> documents(String file, String content) {
    var documents = new ArrayList<Document>();
    try (JsonParser yaml = mapper.createParser(content)) {
      for (JsonToken start = yaml.nextToken(); start != null; start = yaml.nextToken()) {
        int line = yaml.currentTokenLocation().getLineNr();
        if (start == JsonToken.VALUE_NULL) {
          documents.add(Document.empty(line));
        } else if (start == JsonToken.START_OBJECT) {
          documents.add(document(file, line, yaml));
        } else {
          throw new DefinitionRefused(
              file, line, "a " + start + " (expected: fields, one of them kind)");
        }
      }
      return documents;
    } catch (JacksonException e) {
      int line = e.getLocation() == null ? 1 : Math.max(1, e.getLocation().getLineNr());
      throw new DefinitionRefused(file, line, message(e), e);
    }
  }

  private static Document document(String file, int line, JsonParser yaml) {
    String kind = "";
    var lines = new HashMap<String, Integer>();
    int depth = 1;
    while (depth > 0) {
      JsonToken token = yaml.nextToken();
      depth += token.isStructStart() ? 1 : token.isStructEnd() ? -1 : 0;
      if (token == JsonToken.PROPERTY_NAME) {
        lines.putIfAbsent(
            yaml.streamReadContext().pathAsPointer().toString(),
            yaml.currentTokenLocation().getLineNr());
      } else if (depth == 1 && token.isScalarValue() && KIND.equals(yaml.currentName())) {
        kind = yaml.getValueAsString("");
      }
    }
    if (!Declared.KINDS.containsKey(kind)) {
      int where = lines.getOrDefault("/" + KIND, line);
      throw new DefinitionRefused(
          file, where, "kind: '%s' (expected: one of %s)".formatted(kind, Declared.KINDS.keySet()));
    }
    return new Document(kind, line, lines);
  }

  /** What the first pass knows: where each field stands, by JSON pointer. */
  private record Document(String kind, int line, Map<String, Integer> lines) {
    static Document empty(int line) {
      return new Document("", line, Map.of());
    }

    boolean isEmpty() {
      return kind.isEmpty();
    }

    /** The line of the innermost field of the path that the first pass saw. */
    int line(DatabindException e) {
      int line = line();
      var pointer = new StringBuilder();
      for (JacksonException.Reference step : e.getPath()) {
        pointer
            .append('/')
            .append(
                step.getPropertyName() == null
                    ? String.valueOf(step.getIndex())
                    : step.getPropertyName());
        line = lines.getOrDefault(pointer.toString(), line);
      }
      return line;
    }
  }

  /** A record's own refusal where there is one, else the parser's sentence without its location. */
  private static String message(JacksonException e) {
    for (Throwable cause = e.getCause(); cause != null; cause = cause.getCause()) {
      if (cause instanceof IllegalArgumentException && cause.getMessage() != null) {
        return cause.getMessage();
      }
    }
    String field =
        e instanceof DatabindException databind && !databind.getPath().isEmpty()
            ? String.valueOf(databind.getPath().getLast().getPropertyName()) + ": "
            : "";
    return field + e.getOriginalMessage().lines().findFirst().orElse("not YAML");
  }

  /** The envelope's own field is no part of the record. */
  private static final class KindIsKnown extends DeserializationProblemHandler {
    @Override
    public boolean handleUnknownProperty(
        DeserializationContext context,
        JsonParser json,
        ValueDeserializer<?> deserializer,
        Object bean,
        String property) {
      if (property.equals(KIND) && json.streamReadContext().getParent().inRoot()) {
        json.skipChildren();
        return true;
      }
      return false;
    }
  }
}
