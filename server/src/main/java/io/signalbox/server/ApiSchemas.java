package io.signalbox.server;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import io.swagger.v3.core.jackson.ModelResolver;
import io.swagger.v3.core.jackson.TypeNameResolver;
import io.swagger.v3.oas.models.media.JsonSchema;
import io.swagger.v3.oas.models.media.Schema;
import java.util.List;
import java.util.Set;

/**
 * How types are told as schemas: with the names of properties that JSON has. What is inside of a type bears its name too, so that a gate that
 * asks for lineage is not taken for the lineage of a version.
 */
final class ApiSchemas extends ModelResolver {

  ApiSchemas(ObjectMapper mapper) {
    super(
        mapper.copy().setPropertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE), new Names());
    openapi31(true);
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
