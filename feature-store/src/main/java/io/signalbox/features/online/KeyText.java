package io.signalbox.features.online;

import com.google.common.hash.Hashing;
import java.nio.charset.StandardCharsets;
import java.util.List;
import tools.jackson.core.json.JsonWriteFeature;
import tools.jackson.databind.json.JsonMapper;

/** A join key as the text that PostgreSQL finds it by: its values as a JSON array, or that text's hash where it is too long for an index. */
final class KeyText {

  /** In ASCII, so that every text that can be asked for can be sent. */
  private static final JsonMapper JSON =
      JsonMapper.builder().enable(JsonWriteFeature.ESCAPE_NON_ASCII).build();

  private static final int LONGEST = 500;

  private KeyText() {}

  /** Takes a key as {@link io.signalbox.features.Keys} makes it. */
  static String of(Object key) {
    String text = JSON.writeValueAsString(key instanceof List<?> ? key : List.of(key));
    return text.length() <= LONGEST
        ? text
        : Hashing.sha256().hashString(text, StandardCharsets.UTF_8).toString();
  }
}
