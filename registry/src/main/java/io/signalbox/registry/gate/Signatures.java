package io.signalbox.registry.gate;

import io.signalbox.registry.Artifacts;
import io.signalbox.registry.RegisteredVersion;
import io.signalbox.registry.RegistryException;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;
import org.yaml.snakeyaml.error.YAMLException;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Reads the signatures of versions from their MLmodel files. */
@Component
public class Signatures {
  /** A MLmodel is a few kilobytes; with a wide signature a few hundred. */
  private static final int MOST_BYTES = 5_000_000;

  private final Artifacts artifacts;

  Signatures(Artifacts artifacts) {
    this.artifacts = artifacts;
  }

  /** Empty where there is none that can be read. */
  public Optional<ModelSignature> of(RegisteredVersion version) {
    if (version.artifactPath().isEmpty()) {
      return Optional.empty();
    }
    String path = version.artifactPath() + "/MLmodel";
    try {
      if (artifacts.find(path).isEmpty()) {
        return Optional.empty();
      }
      try (InputStream file = artifacts.read(path)) {
        return read(file.readNBytes(MOST_BYTES));
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (YAMLException | JacksonException | RegistryException unreadable) {
      return Optional.empty();
    }
  }

  /** {@code signature: {inputs: '<a JSON array>', outputs: '<a JSON array>'}}. */
  private static Optional<ModelSignature> read(byte[] file) {
    LoaderOptions options = new LoaderOptions();
    options.setCodePointLimit(MOST_BYTES);
    Object model =
        new Yaml(new SafeConstructor(options)).load(new String(file, StandardCharsets.UTF_8));
    if (model instanceof Map<?, ?> fields
        && fields.get("signature") instanceof Map<?, ?> signature
        && signature.get("inputs") instanceof String) {
      JsonNode inputs = columns(signature.get("inputs"));
      return inputs.isArray()
          ? Optional.of(ModelSignature.of(inputs, columns(signature.get("outputs"))))
          : Optional.empty();
    }
    return Optional.empty();
  }

  /** An empty array where nothing is said. */
  private static JsonNode columns(@Nullable Object json) {
    return json instanceof String text
        ? JsonMapper.shared().readTree(text)
        : JsonMapper.shared().createArrayNode();
  }
}
