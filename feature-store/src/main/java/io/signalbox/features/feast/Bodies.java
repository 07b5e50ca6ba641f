package io.signalbox.features.feast;

import com.google.common.io.ByteStreams;
import io.signalbox.features.text.JsonFault;
import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import java.util.Optional;
import tools.jackson.core.JacksonException;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Bodies of Feast's requests, up to a bound. */
final class Bodies {

  private static final int MOST_BYTES = 32 << 20;
  private static final JsonMapper JSON = JsonMapper.builder()
      .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
      .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
      .build();

  private Bodies() {}

  /** A JSON object. @throws FeastRefusal if it is none */
  static JsonNode object(HttpServletRequest request) throws IOException {
    byte[] body = ByteStreams.limit(request.getInputStream(), MOST_BYTES + 1L).readAllBytes();
    if (body.length > MOST_BYTES) {
      throw FeastRefusal.invalid(
          "body: more than %d bytes (expected: at most that many)".formatted(MOST_BYTES));
    }
    JsonNode root;
    try {
      root = JSON.readTree(body);
    } catch (JacksonException e) {
      throw FeastRefusal.unreadable(JsonFault.of(e));
    }
    if (root == null || !root.isObject()) {
      throw FeastRefusal.unreadable("body: no JSON object (expected: one)");
    }
    return root;
  }

  static String text(JsonNode body, String field) {
    return optional(body, field)
        .orElseThrow(() -> FeastRefusal.unreadable(field + ": missing (expected: a string)"));
  }

  static Optional<String> optional(JsonNode body, String field) {
    JsonNode value = body.path(field);
    if (value.isMissingNode() || value.isNull()) {
      return Optional.empty();
    }
    if (!value.isString()) {
      throw FeastRefusal.unreadable(field + ": " + value + " (expected: a string)");
    }
    return Optional.of(value.stringValue());
  }
}
