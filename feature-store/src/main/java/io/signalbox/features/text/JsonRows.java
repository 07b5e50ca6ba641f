package io.signalbox.features.text;

import com.google.common.collect.ImmutableList;
import io.signalbox.features.FeaturesException;
import io.signalbox.features.FileBatch;
import io.signalbox.features.RowReader;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import tools.jackson.core.JacksonException;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.json.JsonMapper;

/** Newline-delimited JSON: an object on each line, blank lines passed over. */
@Component
class JsonRows implements RowReader {

  private static final TypeReference<Map<String, @Nullable Object>> ROW = new TypeReference<>() {};
  private static final JsonMapper JSON = JsonMapper.builder()
      .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
      .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
      .build();

  @Override
  public FileBatch.Format format() {
    return FileBatch.Format.NDJSON;
  }

  @Override
  public void read(Path file, Sink sink) {
    try (BufferedReader reader = Files.newBufferedReader(file)) {
      Optional<List<String>> columns = Optional.empty();
      long line = 0;
      for (String text = reader.readLine(); text != null; text = reader.readLine()) {
        line++;
        if (!text.isBlank()) {
          columns = Optional.of(take(parse(text, line), columns, sink));
        }
      }
      if (columns.isEmpty()) {
        throw new FeaturesException.Invalid("body: no rows (expected: an object on each line)");
      }
    } catch (CharacterCodingException e) {
      throw new FeaturesException.Invalid("body: not UTF-8 (expected: JSON in UTF-8)");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** @param before the columns of the row before; absent: this is the first. Returns those of this one. */
  private static List<String> take(
      Map<String, @Nullable Object> row, Optional<List<String>> before, Sink sink) {
    List<String> names = ImmutableList.copyOf(row.keySet());
    if (!before.equals(Optional.of(names))) {
      sink.columns(names, false);
    }
    sink.row(row.values().toArray());
    return names;
  }

  private static Map<String, @Nullable Object> parse(String text, long line) {
    try {
      Map<String, @Nullable Object> row = JSON.readValue(text, ROW);
      if (row != null) {
        return row;
      }
    } catch (JacksonException e) {
      throw new FeaturesException.Invalid(
          "line %d of the file (expected: a JSON object): %s".formatted(line, JsonFault.of(e)));
    }
    throw new FeaturesException.Invalid("line %d: null (expected: a JSON object)".formatted(line));
  }
}
