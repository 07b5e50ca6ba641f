package io.signalbox.server;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import io.swagger.v3.core.converter.AnnotatedType;
import io.swagger.v3.core.converter.ModelConverter;
import io.swagger.v3.core.converter.ModelConverterContext;
import io.swagger.v3.core.jackson.ModelResolver;
import io.swagger.v3.core.jackson.TypeNameResolver;
import io.swagger.v3.oas.models.OpenAPI;
import io.swagger.v3.oas.models.media.Discriminator;
import io.swagger.v3.oas.models.media.JsonSchema;
import io.swagger.v3.oas.models.media.Schema;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * How types are told as schemas: with the names of properties that JSON has. What is inside of a type bears its name too, so that a gate that
 * asks for lineage is not taken for the lineage of a version.
 */
final class ApiSchemas extends ModelResolver {

  private static final String REFERENCE = "#/components/schemas/";

  /** For all servers of a JVM: Swagger has one set of converters there, those of the server that started last. */
  private static final Set<Class<?>> KINDS = ConcurrentHashMap.newKeySet();

  private final Names names;

  ApiSchemas(ObjectMapper mapper) {
    this(mapper, new Names());
  }

  private ApiSchemas(ObjectMapper mapper, Names names) {
    super(mapper.copy().setPropertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE), names);
    this.names = names;
    openapi31(true);
  }

  /** Any JSON is no type of ours; kinds of a thing are remembered, for {@link #tellKinds}. */
  @Override
  public @Nullable Schema<?> resolve(
      AnnotatedType type, ModelConverterContext context, Iterator<ModelConverter> next) {
    Class<?> raw = _mapper.constructType(type.getType()).getRawClass();
    if (JsonNode.class.isAssignableFrom(raw)) {
      return new JsonSchema();
    }
    if (raw.isAnnotationPresent(JsonSubTypes.class)) {
      KINDS.add(raw);
    }
    return super.resolve(type, context, next);
  }

  /**
   * Says of each kind of a thing (a check, a gate) which word stands for it: in the kind itself, where that word is the only one allowed, and
   * in the thing, which is one of its kinds.
   */
  void tellKinds(OpenAPI document) {
    Map<String, Schema<?>> schemas = schemas(document);
    var things = new HashMap<String, Schema<?>>();
    var thingOf = new HashMap<String, String>();
    for (Class<?> thing : KINDS) {
      String whole = names.nameForClass(thing, Set.of());
      String property = thing.getAnnotation(JsonTypeInfo.class).property();
      var all = new JsonSchema();
      all.setDiscriminator(new Discriminator().propertyName(property));
      for (JsonSubTypes.Type kind : thing.getAnnotation(JsonSubTypes.class).value()) {
        String name = names.nameForClass(kind.value(), Set.of());
        Schema<?> known = schemas.get(name);
        if (known != null) {
          schemas.put(name, kind(known, property, kind.name()));
          all.addOneOfItem(new JsonSchema().$ref(REFERENCE + name));
          all.getDiscriminator().mapping(kind.name(), REFERENCE + name);
          thingOf.put(REFERENCE + name, REFERENCE + whole);
        }
      }
      things.put(whole, all);
    }
    schemas.values().forEach(schema -> nameThings(schema, thingOf));
    schemas.putAll(things);
  }

  /** A choice of kinds is put as the thing, which has the words for them. */
  private static Schema<?> nameThings(Schema<?> schema, Map<String, String> thingOf) {
    if (schema.getOneOf() != null && !schema.getOneOf().isEmpty()) {
      String thing = thingOf.get(String.valueOf(schema.getOneOf().getFirst().get$ref()));
      return thing == null ? schema : new JsonSchema().$ref(thing);
    }
    if (schema.getItems() != null) {
      schema.setItems(nameThings(schema.getItems(), thingOf));
    }
    if (schema.getProperties() != null) {
      schema.getProperties().replaceAll((name, property) -> nameThings(property, thingOf));
    }
    return schema;
  }

  @SuppressWarnings({"unchecked", "rawtypes"}) // the model of OpenAPI is raw
  private static Map<String, Schema<?>> schemas(OpenAPI document) {
    return (Map) document.getComponents().getSchemas();
  }

  /** It alone, not all of the thing and what it has itself: the thing is one of its kinds already. */
  private static Schema<?> kind(Schema<?> known, String property, String word) {
    Schema<?> kind = known.getAllOf() == null ? known : known.getAllOf().getLast();
    var only = new JsonSchema().types(Set.of("string"));
    only.setConst(word);
    kind.addProperty(property, only);
    kind.addRequiredItem(property);
    return kind;
  }

  /** What is not required may be null, as it is then in every answer. */
  static void allowNull(Schema<?> schema) {
    if (schema.getProperties() == null) {
      return;
    }
    List<String> required = schema.getRequired() == null ? List.of() : schema.getRequired();
    schema
        .getProperties()
        .replaceAll((name, property) -> required.contains(name) ? property : orNull(property));
  }

  private static Schema<?> orNull(Schema<?> schema) {
    if (schema.equals(new JsonSchema())) {
      return schema; // any JSON, null too
    }
    return new JsonSchema()
        .addAnyOfItem(schema)
        .addAnyOfItem(new JsonSchema().types(Set.of("null")));
  }

  private static final class Names extends TypeNameResolver {
    @Override
    protected String nameForClass(Class<?> type, Set<Options> options) {
      Class<?> around = type.getEnclosingClass();
      String name = super.nameForClass(type, options);
      return around == null
          ? name
          : without("Controller", around.getSimpleName()) + without("Json", name);
    }

    private static String without(String end, String name) {
      return name.endsWith(end) ? name.substring(0, name.length() - end.length()) : name;
    }
  }
}
