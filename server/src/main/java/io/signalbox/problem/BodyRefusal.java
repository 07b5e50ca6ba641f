package io.signalbox.problem;

import com.google.common.base.Throwables;
import java.util.Arrays;
import java.util.stream.Collectors;
import org.springframework.http.converter.HttpMessageNotReadableException;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JacksonException.Reference;
import tools.jackson.core.exc.StreamReadException;
import tools.jackson.databind.exc.InvalidFormatException;
import tools.jackson.databind.exc.MismatchedInputException;
import tools.jackson.databind.exc.UnrecognizedPropertyException;

/** Why a JSON body was not accepted, without a class name: the field, its value, what was expected. */
final class BodyRefusal {

  private BodyRefusal() {}

  static String of(HttpMessageNotReadableException refusal) {
    if (Throwables.getRootCause(refusal) instanceof IllegalArgumentException value
        && Refusals.namesWhatWasExpected(value)) {
      return String.valueOf(value.getMessage()); // a record that checked itself
    }
    return refusal.getCause() instanceof JacksonException json
        ? of(json)
        : "body: empty (expected: JSON)";
  }

  private static String of(JacksonException refusal) {
    return switch (refusal) {
      case UnrecognizedPropertyException unknown ->
        "%s: unknown field (expected: %s)"
            .formatted(
                field(unknown),
                unknown.getKnownPropertyIds().stream()
                    .map(Object::toString)
                    .sorted()
                    .collect(Collectors.joining(", ")));
      case InvalidFormatException format ->
        "%s: %s (expected: %s)"
            .formatted(field(format), format.getValue(), typeName(format.getTargetType()));
      case MismatchedInputException mismatch ->
        "%s: of the wrong type or missing (expected: %s)"
            .formatted(field(mismatch), typeName(mismatch.getTargetType()));
      case StreamReadException broken ->
        "body: broken JSON at line %d, column %d (expected: JSON)"
            .formatted(broken.getLocation().getLineNr(), broken.getLocation().getColumnNr());
      default -> field(refusal) + ": not accepted";
    };
  }

  private static String field(JacksonException refusal) {
    String path = "";
    for (Reference step : refusal.getPath()) {
      String name = step.getPropertyName();
      path += name == null ? "[" + step.getIndex() + "]" : (path.isEmpty() ? "" : ".") + name;
    }
    return path.isEmpty() ? "body" : path;
  }

  private static String typeName(Class<?> type) {
    if (type.isEnum()) {
      return "one of " + Arrays.toString(type.getEnumConstants());
    }
    if (Number.class.isAssignableFrom(type) || (type.isPrimitive() && type != boolean.class)) {
      return "a number";
    }
    return switch (type.getSimpleName()) {
      case "String" -> "a string";
      case "Boolean", "boolean" -> "true or false";
      case "Instant" -> "a time with a zone, such as 2013-04-01T05:00:00Z";
      case "Duration" -> "a duration, such as PT3H";
      case "List", "ArrayList", "Set", "ImmutableList" -> "an array";
      default -> "an object";
    };
  }
}
