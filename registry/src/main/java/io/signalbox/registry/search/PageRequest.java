package io.signalbox.registry.search;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Which part of a result is wanted: {@code size} rows after {@code offset}. */
public record PageRequest(long offset, int size) {
  private static final Pattern OFFSET = Pattern.compile("\\{\"offset\": ?(\\d{1,18})}");

  /**
   * Reads a token that {@link #tokenOfNext} wrote; without one, the beginning.
   *
   * @throws SearchRefused if it is not one
   */
  public static PageRequest of(Optional<String> token, int size) {
    if (token.isEmpty() || token.get().isEmpty()) {
      return new PageRequest(0, size);
    }
    String decoded;
    try {
      decoded = new String(Base64.getDecoder().decode(token.get()), StandardCharsets.UTF_8);
    } catch (IllegalArgumentException e) {
      throw new SearchRefused("Invalid page token, could not base64-decode");
    }
    Matcher offset = OFFSET.matcher(decoded);
    if (!offset.matches()) {
      throw new SearchRefused("Invalid page token, decoded value=b'" + decoded + "'");
    }
    return new PageRequest(Long.parseLong(offset.group(1)), size);
  }

  String tokenOfNext() {
    String next = "{\"offset\": " + (offset + size) + "}";
    return Base64.getEncoder().encodeToString(next.getBytes(StandardCharsets.UTF_8));
  }
}
