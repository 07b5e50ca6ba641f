package io.signalbox.apply;

import java.util.ArrayList;
import java.util.List;
import org.springframework.stereotype.Component;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.TokenStreamLocation;
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
        .disable(MapperFeature.ALLOW_COERCION_OF_SCALARS)
        .addHandler(new KindIsKnown())
        .build();
  }

  /** The documents in their order. @throws DefinitionRefused where the text is not one of the kinds */
  List<Declared> read(String file, String content) {
    List<String> kinds = kinds(file, content);
    var declared = new ArrayList<Declared>();
    try (JsonParser yaml = mapper.createParser(content)) {
      for (String kind : kinds) {
        JsonToken start = yaml.nextToken();
        if (start == JsonToken.VALUE_NULL) {
          continue; // an empty document
        }
        int line = yaml.currentTokenLocation().getLineNr();
        declared.add(
            new Declared(file, line, kind, mapper.readValue(yaml, Declared.KINDS.get(kind))));
      }
      return declared;
    } catch (UnrecognizedPropertyException e) {
      String known = e.getKnownPropertyIds() == null
          ? ""
          : " (expected: one of " + e.getKnownPropertyIds() + ")";
      throw new DefinitionRefused(
          file, line(e), "unknown field '" + e.getPropertyName() + "'" + known, e);
    } catch (JacksonException e) {
      throw new DefinitionRefused(file, line(e), message(e), e);
    }
  }

  /** A first pass: a document can be bound only once its kind is known, and that may stand last in it. */
  private List<String> kinds(String file, String content) {
    var kinds = new ArrayList<String>();
    try (JsonParser yaml = mapper.createParser(content)) {
      for (JsonToken start = yaml.nextToken(); start != null; start = yaml.nextToken()) {
        int line = yaml.currentTokenLocation().getLineNr();
        if (start == JsonToken.VALUE_NULL) {
          kinds.add("");
          continue;
        }
        if (start != JsonToken.START_OBJECT) {
          throw new DefinitionRefused(
              file, line, "a " + start + " (expected: fields, the first of them kind)");
        }
        kinds.add(kind(file, line, yaml));
      }
      return kinds;
    } catch (JacksonException e) {
      throw new DefinitionRefused(file, line(e), message(e), e);
    }
  }

  private static String kind(String file, int line, JsonParser yaml) {
    String kind = "";
    while (yaml.nextToken() != JsonToken.END_OBJECT) {
      String property = yaml.currentName();
      yaml.nextToken();
      if (property.equals(KIND)) {
        kind = yaml.getValueAsString("");
      }
      yaml.skipChildren();
    }
    if (!Declared.KINDS.containsKey(kind)) {
      throw new DefinitionRefused(
          file, line, "kind: '%s' (expected: one of %s)".formatted(kind, Declared.KINDS.keySet()));
    }
    return kind;
  }

  private static int line(JacksonException e) {
    TokenStreamLocation location = e.getLocation();
    return location == null ? 1 : Math.max(1, location.getLineNr());
  }

  /** A record's own refusal where there is one, else the parser's sentence without its location. */
  private static String message(JacksonException e) {
    for (Throwable cause = e.getCause(); cause != null; cause = cause.getCause()) {
      if (cause instanceof IllegalArgumentException && cause.getMessage() != null) {
        return cause.getMessage();
      }
    }
    String field = e instanceof tools.jackson.databind.DatabindException databind
            && !databind.getPath().isEmpty()
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
