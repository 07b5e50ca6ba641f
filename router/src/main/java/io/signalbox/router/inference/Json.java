package io.signalbox.router.inference;

import java.util.Optional;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.ObjectWriteContext;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.TokenStreamLocation;
import tools.jackson.core.exc.StreamConstraintsException;
import tools.jackson.core.json.JsonFactory;

/** Reading and writing JSON token by token. */
final class Json {

  private static final int DEEPEST = 16;
  private static final int LONGEST_NUMBER = 400;
  private static final int LONGEST_NAME = 50_000;
  private static final JsonFactory FACTORY = JsonFactory.builder()
      .streamReadConstraints(StreamReadConstraints.builder()
          .maxNestingDepth(DEEPEST)
          .maxNumberLength(LONGEST_NUMBER)
          .maxNameLength(LONGEST_NAME)
          .build())
      .build();

  private Json() {}

  static JsonParser read(byte[] body) {
    return FACTORY.createParser(ObjectReadContext.empty(), body);
  }

  static JsonGenerator write(java.io.OutputStream out) {
    return FACTORY.createGenerator(ObjectWriteContext.empty(), out);
  }

  static Refusal notJson(JacksonException failure) {
    TokenStreamLocation at = failure.getLocation();
    String place =
        at == null ? "" : ", line %d column %d".formatted(at.getLineNr(), at.getColumnNr());
    if (failure instanceof StreamConstraintsException) {
      return Refusal.of(
          "body: too deep, or a number or a name too long%s (expected: at most %d deep, numbers of at most %d letters and names of %d)",
          place, DEEPEST, LONGEST_NUMBER, LONGEST_NAME);
    }
    return Refusal.of("body: not JSON%s (expected: JSON, with finite numbers)", place);
  }

  /** @throws Refusal if the next token is no object */
  static void expectObject(JsonParser json, String where) {
    if (json.currentToken() != JsonToken.START_OBJECT) {
      throw Refusal.of("%s: %s (expected: an object)", where, word(json));
    }
  }

  static void expectArray(JsonParser json, String where) {
    expectArray(json, where, "");
  }

  static void expectArray(JsonParser json, String where, String member) {
    if (json.currentToken() != JsonToken.START_ARRAY) {
      throw Refusal.of("%s%s: %s (expected: an array)", where, member, word(json));
    }
  }

  static String text(JsonParser json, String where) {
    return text(json, where, "");
  }

  /** The text of a member, whose place is put into words only where it is refused. */
  static String text(JsonParser json, String where, String member) {
    if (json.currentToken() != JsonToken.VALUE_STRING) {
      throw Refusal.of("%s%s: %s (expected: text)", where, member, word(json));
    }
    return Texts.checked(json.getString(), where, member);
  }

  static Optional<String> textOrNull(JsonParser json, String where) {
    return json.currentToken() == JsonToken.VALUE_NULL
        ? Optional.empty()
        : Optional.of(text(json, where));
  }

  /** What stands there, without its value. */
  static String word(JsonParser json) {
    JsonToken token = json.currentToken();
    if (token == null) {
      return "nothing";
    }
    return switch (token) {
      case START_OBJECT, END_OBJECT -> "an object";
      case START_ARRAY, END_ARRAY -> "an array";
      case VALUE_STRING -> "text";
      case VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT -> "a number";
      case VALUE_TRUE, VALUE_FALSE -> "true or false";
      case VALUE_NULL -> "null";
      case PROPERTY_NAME, VALUE_EMBEDDED_OBJECT, NOT_AVAILABLE -> "something else";
    };
  }

  static void expectEnd(JsonParser json) {
    if (json.nextToken() != null) {
      throw Refusal.of("body: more than one JSON value (expected: one object)");
    }
  }
}
