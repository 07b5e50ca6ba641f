package io.signalbox.apply;

import com.fasterxml.jackson.annotation.JsonSetter;
import com.fasterxml.jackson.annotation.Nulls;
import io.signalbox.edge.EdgeModule;
import io.signalbox.edge.Fields;
import io.signalbox.edge.Refusal;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.springframework.stereotype.Component;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.exc.StreamConstraintsException;
import tools.jackson.databind.DeserializationContext;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.MapperFeature;
import tools.jackson.databind.PropertyNamingStrategies;
import tools.jackson.databind.ValueDeserializer;
import tools.jackson.databind.deser.DeserializationProblemHandler;
import tools.jackson.dataformat.yaml.YAMLMapper;

/** Reads the documents of a YAML file; a refusal names file, line, field, value and what was expected. */
@Component
class DefinitionReader {
  private static final String KIND = "kind";

  private final YAMLMapper mapper = YAMLMapper.builder()
      .addModule(new EdgeModule())
      .propertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE)
      .enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
      .enable(DeserializationFeature.FAIL_ON_NULL_CREATOR_PROPERTIES)
      .changeDefaultNullHandling(nulls -> JsonSetter.Value.forContentNulls(Nulls.FAIL))
      .withConfigOverride(
          List.class,
          lists -> lists.setNullHandling(JsonSetter.Value.construct(Nulls.AS_EMPTY, Nulls.FAIL)))
      .withConfigOverride(
          Map.class,
          maps -> maps.setNullHandling(JsonSetter.Value.construct(Nulls.AS_EMPTY, Nulls.FAIL)))
      .disable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS) // the next document
      .disable(DeserializationFeature.ACCEPT_FLOAT_AS_INT)
      .disable(MapperFeature.ALLOW_COERCION_OF_SCALARS)
      .addHandler(new KindIsKnown())
      .build();

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
    } catch (JacksonException e) {
      document.stray(e).ifPresent(stray -> {
        throw new DefinitionRefused(file, document.line(stray.field()), stray.words(), e);
      });
      String why = Refusal.of(e, field -> Optional.of(document.found(field)));
      throw new DefinitionRefused(file, document.line(Fields.of(e)), why, e);
    }
  }

  /** A first pass: a document can be bound only once its kind is known, and that may stand last in it. */
  private List<Document> documents(String file, String content) {
    var documents = new ArrayList<Document>();
    try (JsonParser yaml = mapper.createParser(content)) {
      for (JsonToken start = yaml.nextToken(); start != null; start = yaml.nextToken()) {
        int line = yaml.currentTokenLocation().getLineNr();
        switch (start) {
          case VALUE_NULL -> documents.add(Document.empty(line));
          case START_OBJECT -> documents.add(Document.scan(file, yaml));
          case START_ARRAY ->
            throw new DefinitionRefused(file, line, "a list (expected: fields, one of them kind)");
          default ->
            throw new DefinitionRefused(file, line, "text (expected: fields, one of them kind)");
        }
      }
      return documents;
    } catch (JacksonException e) {
      int line = e.getLocation() == null ? 1 : Math.max(1, e.getLocation().getLineNr());
      throw new DefinitionRefused(file, line, broken(e), e);
    }
  }

  /** What YAML's own parser says of broken text: what it was at, and what it found, without the piece of the text. */
  private static String broken(JacksonException e) {
    if (e instanceof StreamConstraintsException) {
      return "too deep, or a value too long (expected: definitions)";
    }
    return e.getOriginalMessage()
        .lines()
        .filter(line -> !line.isBlank() && !line.startsWith(" "))
        .collect(Collectors.joining("; ", "not YAML: ", ""));
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
