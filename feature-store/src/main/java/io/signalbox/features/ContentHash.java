package io.signalbox.features;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;

/** SHA-256 of what was sent. */
final class ContentHash {

  private static final JsonMapper JSON = JsonMapper.builder().build();

  private ContentHash() {}

  static String of(Path file) {
    MessageDigest digest = sha256();
    try (InputStream in = new DigestInputStream(Files.newInputStream(file), digest)) {
      in.transferTo(java.io.OutputStream.nullOutputStream());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return HexFormat.of().formatHex(digest.digest());
  }

  /** Of the occasion and of every row's values with their types, in order; the order of columns does not count. */
  static String of(RowBatch batch) {
    MessageDigest digest = sha256();
    batch.occasion().ifPresent(it -> digest.update((it + '\n').getBytes(StandardCharsets.UTF_8)));
    for (Map<String, ?> row : batch.rows()) {
      var text = new StringBuilder();
      new TreeMap<>(row).forEach((name, value) -> {
        String type = type(value);
        String shown = value instanceof List<?> values
            ? JSON.writeValueAsString(values)
            : String.valueOf(value);
        text.append(name).append(' ').append(type).append(' ');
        text.append(shown.length()).append(' ').append(shown).append(' ');
      });
      digest.update(text.append('\n').toString().getBytes(StandardCharsets.UTF_8));
    }
    return HexFormat.of().formatHex(digest.digest());
  }

  private static String type(@Nullable Object value) {
    return switch (value) {
      case null -> "null";
      case Integer number -> "Long"; // the same number, however it was read
      case List<?> values -> "List";
      default -> value.getClass().getSimpleName();
    };
  }

  /** Of names, types and values, column by column. */
  static String of(Table table) {
    MessageDigest digest = sha256();
    for (Column column : table.columns()) {
      digest.update("%s %s %d\n"
          .formatted(column.name(), column.type(), column.size())
          .getBytes(StandardCharsets.UTF_8));
      for (int row = 0; row < column.size(); row++) {
        String value = String.valueOf(Keys.value(column, row));
        digest.update((value.length() + " " + value + "\n").getBytes(StandardCharsets.UTF_8));
      }
    }
    return HexFormat.of().formatHex(digest.digest());
  }

  static String of(String text) {
    return HexFormat.of().formatHex(sha256().digest(text.getBytes(StandardCharsets.UTF_8)));
  }

  private static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }
}
