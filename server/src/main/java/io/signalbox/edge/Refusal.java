package io.signalbox.edge;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.Arrays;
import java.util.Collection;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.exc.InputCoercionException;
import tools.jackson.core.exc.StreamReadException;
import tools.jackson.databind.exc.InvalidFormatException;
import tools.jackson.databind.exc.InvalidTypeIdException;
import tools.jackson.databind.exc.MismatchedInputException;
import tools.jackson.databind.exc.UnrecognizedPropertyException;

/** Why JSON or YAML was not accepted, without a class name: the field, its value, what was expected. */
public final class Refusal {
  private static final String EXPECTED = "(expected: ";
  private static final Set<Class<?>> WHOLE = Set.of(
      int.class, long.class, Integer.class, Long.class, OptionalInt.class, OptionalLong.class);

  private Refusal() {}

  /** {@code found} tells what stands in a field, where that is known. */
  public static String of(JacksonException failure, Function<String, Optional<String>> found) {
    for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
      String words = cause instanceof JacksonException ? null : cause.getMessage();
      if (words != null && words.contains(EXPECTED)) {
        return words; // a record that checked itself while it was read
      }
    }
    String field = Fields.of(failure);
    return switch (failure) {
      case UnrecognizedPropertyException unknown -> field + ": unknown field" + known(unknown);
      case InvalidTypeIdException kind ->
        words(
            field(field, discriminator(kind.getBaseType().getRawClass()).orElse("type")),
            kind.getTypeId(),
            kinds(kind.getBaseType().getRawClass()));
      case InvalidFormatException format ->
        words(
            field,
            found.apply(field).orElse(String.valueOf(format.getValue())),
            expected(format.getTargetType()));
      case InputCoercionException number ->
        words(field, found.apply(field).orElse("too large"), expected(number.getTargetType()));
      case MismatchedInputException other ->
        words(
            field,
            found.apply(field).orElse("of the wrong type or missing"),
            expected(other.getTargetType()));
      case StreamReadException broken ->
        "body: broken JSON at line %d, column %d (expected: JSON)"
            .formatted(broken.getLocation().getLineNr(), broken.getLocation().getColumnNr());
      default -> field + ": not accepted";
    };
  }

  /** A parameter of a path or query that is not of its type. */
  public static String of(String name, @Nullable Object value, @Nullable Class<?> type) {
    return words(name, value, expected(type));
  }

  private static String words(String field, @Nullable Object value, String expected) {
    return "%s: %s %s%s)"
        .formatted(field, value == null ? "missing" : Fields.shown(value), EXPECTED, expected);
  }

  private static String field(String before, String name) {
    return before.equals("body") ? name : before + "." + name;
  }

  private static String known(UnrecognizedPropertyException unknown) {
    Collection<Object> known = unknown.getKnownPropertyIds();
    return known == null
        ? ""
        : known.stream()
            .map(Object::toString)
            .sorted()
            .collect(Collectors.joining(", ", " " + EXPECTED, ")"));
  }

  /** The field that tells which record of an interface it is. */
  public static Optional<String> discriminator(Class<?> type) {
    return Optional.ofNullable(type.getAnnotation(JsonTypeInfo.class)).map(JsonTypeInfo::property);
  }

  private static String kinds(Class<?> type) {
    JsonSubTypes kinds = type.getAnnotation(JsonSubTypes.class);
    return kinds == null
        ? "another"
        : Arrays.stream(kinds.value())
            .map(JsonSubTypes.Type::name)
            .collect(Collectors.joining(", ", "one of ", ""));
  }

  static String expected(@Nullable Class<?> type) {
    if (type == null) {
      return "something else";
    }
    if (type.isEnum()) {
      return Arrays.stream(type.getEnumConstants())
          .map(constant -> name((Enum<?>) constant))
          .collect(Collectors.joining(", ", "one of ", ""));
    }
    if (WHOLE.contains(type)) {
      return "a whole number";
    }
    if (Number.class.isAssignableFrom(type) || (type.isPrimitive() && type != boolean.class)) {
      return "a number";
    }
    if (Collection.class.isAssignableFrom(type)) {
      return "an array";
    }
    if (ZoneId.class.isAssignableFrom(type)) {
      return "a time zone, such as America/New_York";
    }
    if (type == String.class || isReadFromText(type)) {
      return "a string";
    }
    if (type == Boolean.class || type == boolean.class) {
      return "true or false";
    }
    if (type == Instant.class) {
      return "a time with a zone, such as 2013-04-01T05:00:00Z";
    }
    if (type == Duration.class) {
      return "a duration up to 36500d, such as 15m, 3h or 7d";
    }
    return "an object";
  }

  /** A name or a reference: one text makes it. */
  private static boolean isReadFromText(Class<?> type) {
    return Stream.concat(
            Arrays.stream(type.getDeclaredConstructors()), Arrays.stream(type.getDeclaredMethods()))
        .filter(maker -> maker.isAnnotationPresent(JsonCreator.class))
        .anyMatch(maker -> Arrays.equals(maker.getParameterTypes(), new Class<?>[] {String.class}));
  }

  private static String name(Enum<?> constant) {
    try {
      JsonProperty given =
          constant.getDeclaringClass().getField(constant.name()).getAnnotation(JsonProperty.class);
      return given == null ? constant.name().toLowerCase(Locale.ROOT) : given.value();
    } catch (NoSuchFieldException e) {
      throw new IllegalStateException(e);
    }
  }
}
