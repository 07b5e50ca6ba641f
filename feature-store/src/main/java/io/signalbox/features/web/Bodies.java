package io.signalbox.features.web;

import com.google.common.io.ByteStreams;
import io.signalbox.features.FeaturesException;
import io.signalbox.features.FeaturesHome;
import io.signalbox.features.RowBatch;
import io.signalbox.features.text.JsonFault;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import tools.jackson.core.JacksonException;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.json.JsonMapper;

/** Takes bodies in, up to a bound. */
@Component
class Bodies {

  private static final long MOST_JSON_BYTES = 32L << 20;
  private static final long MOST_FILE_BYTES = 1L << 30;

  /** Its own, because a number must stay what it was: an int64 whole, and no key twice. */
  private static final JsonMapper JSON = JsonMapper.builder()
      .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
      .enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
      .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
      .build();

  private final Path folder;

  Bodies(FeaturesHome home) {
    this.folder = home.folder("incoming");
  }

  private record BatchesJson(@Nullable List<@Nullable BatchJson> batches) {}

  private record BatchJson(
      @Nullable String view,
      @Nullable String source,
      @Nullable List<@Nullable Map<String, @Nullable Object>> rows) {}

  List<RowBatch> batches(InputStream body) throws IOException {
    BatchesJson read;
    try {
      read = JSON.readValue(bounded(body), BatchesJson.class);
    } catch (JacksonException e) {
      throw new FeaturesException.Invalid(JsonFault.of(e));
    }
    if (read == null || read.batches() == null) {
      throw new FeaturesException.Invalid("batches: missing (expected: a list)");
    }
    return read.batches().stream().map(Bodies::batch).toList();
  }

  private static RowBatch batch(@Nullable BatchJson batch) {
    if (batch == null || batch.view() == null || batch.rows() == null) {
      throw new FeaturesException.Invalid("batch: no view or no rows (expected: both)");
    }
    for (Map<String, @Nullable Object> row : batch.rows()) {
      if (row == null) {
        throw new FeaturesException.Invalid("row: null (expected: an object)");
      }
    }
    return new RowBatch(
        batch.view(), batch.source() == null ? "http" : batch.source(), present(batch.rows()));
  }

  @SuppressWarnings("NullAway") // every row was seen to be there
  private static List<Map<String, Object>> present(
      List<@Nullable Map<String, @Nullable Object>> rows) {
    return rows;
  }

  private static byte[] bounded(InputStream body) throws IOException {
    byte[] bytes = ByteStreams.limit(body, MOST_JSON_BYTES + 1).readAllBytes();
    if (bytes.length > MOST_JSON_BYTES) {
      throw new TooLarge(MOST_JSON_BYTES);
    }
    return bytes;
  }

  /** The body as a file, which the caller deletes. */
  Path file(InputStream body) throws IOException {
    Path file = Files.createTempFile(folder, "batch", "");
    long copied;
    try (OutputStream out = Files.newOutputStream(file)) {
      copied = ByteStreams.copy(ByteStreams.limit(body, MOST_FILE_BYTES + 1), out);
    } catch (IOException e) {
      Files.deleteIfExists(file);
      throw e;
    }
    if (copied > MOST_FILE_BYTES) {
      Files.deleteIfExists(file);
      throw new TooLarge(MOST_FILE_BYTES);
    }
    return file;
  }

  /** A body beyond its bound. */
  static final class TooLarge extends RuntimeException {
    private static final long serialVersionUID = 1L;

    TooLarge(long most) {
      super("body: more than " + most + " bytes (expected: at most that many)");
    }
  }
}
