package io.signalbox.edge;

import java.nio.charset.CharsetEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashSet;
import java.util.Set;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JacksonException.Reference;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.TokenStreamContext;
import tools.jackson.core.exc.StreamReadException;

/**
 * Looks at each token of one JSON or YAML document: no text holds U+0000 or half of a surrogate pair, which PostgreSQL cannot keep, no number is beyond a double, and no
 * field is there twice. Fields are named as in {@code files[0].name}.
 */
public final class Fields {
  private static final int LONGEST = 100;

  private final CharsetEncoder unicode = StandardCharsets.UTF_8.newEncoder();
  private final Deque<Set<String>> names = new ArrayDeque<>(); // of each object that is open

  /** Looks at the next token of the document. @throws ValueRefused where it may not be */
  public void check(JsonParser json, JsonToken token) {
    switch (token) {
      case START_OBJECT -> names.push(new HashSet<>());
      case END_OBJECT -> names.pop();
      case PROPERTY_NAME -> {
        refuseWhatCannotBeKept(json, json.currentName());
        if (!names.getFirst().add(json.currentName())) {
          throw new ValueRefused(of(json.streamReadContext()), "there twice", "once");
        }
      }
      case VALUE_STRING -> refuseWhatCannotBeKept(json, json.getString());
      case VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT -> {
        if (!isFinite(json)) {
          throw new ValueRefused(
              of(json.streamReadContext()), shown(json.getString()), "a finite number");
        }
      }
      default -> {} // true, false, null and lists
    }
  }

  private static boolean isFinite(JsonParser json) {
    try {
      return !json.isNaN() && Double.isFinite(json.getDoubleValue());
    } catch (StreamReadException e) {
      return false; // what YAML takes for a number and Java does not: .nan
    }
  }

  private void refuseWhatCannotBeKept(JsonParser json, String text) {
    if (text.indexOf('\0') >= 0) {
      String field = of(json.streamReadContext()).replace("\0", "\\u0000");
      throw new ValueRefused(field, "text with U+0000", "text without");
    }
    if (!unicode.canEncode(text)) {
      throw new ValueRefused(
          of(json.streamReadContext()), "half of a surrogate pair", "Unicode text");
    }
  }

  /** Where a parser stands; {@code body} for the whole. */
  public static String of(TokenStreamContext context) {
    return orBody(path(context));
  }

  private static String path(TokenStreamContext context) {
    if (context.inRoot()) {
      return "";
    }
    String before = path(context.getParent());
    return context.inArray()
        ? before + "[" + context.getCurrentIndex() + "]"
        : context.hasCurrentName() ? joined(before, context.currentName()) : before;
  }

  /** Where reading failed. */
  public static String of(JacksonException failure) {
    String path = "";
    for (Reference step : failure.getPath()) {
      String name = step.getPropertyName();
      path = name == null ? path + "[" + step.getIndex() + "]" : joined(path, name);
    }
    return orBody(path);
  }

  /** Long values are cut. */
  public static String shown(Object value) {
    String text = String.valueOf(value);
    return text.length() <= LONGEST ? text : text.substring(0, LONGEST) + "...";
  }

  private static String joined(String before, String name) {
    return before.isEmpty() ? name : before + "." + name;
  }

  private static String orBody(String path) {
    return path.isEmpty() ? "body" : path;
  }
}
