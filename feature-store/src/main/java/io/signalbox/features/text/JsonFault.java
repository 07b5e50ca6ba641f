package io.signalbox.features.text;

import tools.jackson.core.JacksonException;
import tools.jackson.core.exc.StreamReadException;
import tools.jackson.databind.exc.MismatchedInputException;
import tools.jackson.databind.exc.UnrecognizedPropertyException;

/** Why JSON was not accepted, in the caller's terms: the field, or the place in the text, and what was expected there. */
public final class JsonFault {

  private static final String TWICE = "Duplicate Object property \"";

  private JsonFault() {}

  public static String of(JacksonException fault) {
    return switch (fault) {
      case UnrecognizedPropertyException unknown ->
        "%s: unknown field (expected: one of %s)"
            .formatted(
                field(unknown),
                unknown.getKnownPropertyIds() == null ? "none" : unknown.getKnownPropertyIds());
      case MismatchedInputException mismatch ->
        "%s: of another type (expected: %s)".formatted(field(mismatch), kind(mismatch));
      case StreamReadException broken -> broken(broken);
      default -> field(fault) + ": not accepted (expected: JSON)";
    };
  }

  private static String broken(StreamReadException fault) {
    String place = "line %d, column %d"
        .formatted(
            Math.max(1, fault.getLocation().getLineNr()),
            Math.max(1, fault.getLocation().getColumnNr()));
    String words = String.valueOf(fault.getOriginalMessage());
    if (words.startsWith(TWICE)) {
      String name = words.substring(TWICE.length()).replaceFirst("\".*", "");
      return "%s: field %s twice (expected: once)".formatted(place, name);
    }
    return "%s: broken JSON (expected: JSON)".formatted(place);
  }

  private static String kind(MismatchedInputException mismatch) {
    Class<?> type = mismatch.getTargetType();
    if (type == null) {
      return "nothing after the end of the JSON";
    }
    return type == String.class
        ? "a string"
        : Iterable.class.isAssignableFrom(type) ? "an array" : "an object";
  }

  private static String field(JacksonException fault) {
    var path = new StringBuilder();
    for (JacksonException.Reference step : fault.getPath()) {
      if (step.getPropertyName() == null) {
        path.append('[').append(step.getIndex()).append(']');
      } else {
        path.append(path.isEmpty() ? "" : ".").append(step.getPropertyName());
      }
    }
    return path.isEmpty() ? "body" : path.toString();
  }
}
