package io.signalbox.registry.gate;

import io.signalbox.registry.Artifacts;
import io.signalbox.registry.Gate;
import io.signalbox.registry.GateResult;
import io.signalbox.registry.Gatekeeper.Candidate;
import io.signalbox.registry.RegisteredVersion;
import io.signalbox.registry.RegistryException;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.springframework.stereotype.Component;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;
import org.yaml.snakeyaml.error.YAMLException;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Reads the signatures of two versions from their MLmodel files. One that cannot be read passes nothing. */
@Component
class SignatureGates {
  private static final String EXPECTED = "inputs that Production's callers send already";

  /** A MLmodel is a few kilobytes; with a wide signature a few hundred. */
  private static final int MOST_BYTES = 5_000_000;

  private final Artifacts artifacts;

  SignatureGates(Artifacts artifacts) {
    this.artifacts = artifacts;
  }

  GateResult judge(Gate.Signature gate, Candidate candidate) {
    Optional<GateResult> none = Findings.withoutProduction(gate, EXPECTED, candidate);
    if (none.isPresent()) {
      return none.get();
    }
    RegisteredVersion production = candidate.production().orElseThrow();
    Optional<ModelSignature> sent = read(production);
    Optional<ModelSignature> wanted = read(candidate.version());
    String source = "MLmodel of versions " + candidate.version().id().number() + " and "
        + production.id().number();
    if (sent.isEmpty() || wanted.isEmpty()) {
      int without = (sent.isEmpty() ? production : candidate.version()).id().number();
      String found = "no signature of version " + without;
      return Findings.result(gate, false, EXPECTED, found, source);
    }
    List<String> beyond = wanted.get().asksBeyond(sent.get());
    String found = beyond.isEmpty() ? "these inputs" : String.join(", ", beyond);
    return Findings.result(gate, beyond.isEmpty(), EXPECTED, found, source);
  }

  private Optional<ModelSignature> read(RegisteredVersion version) {
    if (version.artifactPath().isEmpty()) {
      return Optional.empty();
    }
    String path = version.artifactPath() + "/MLmodel";
    try {
      if (artifacts.find(path).isEmpty()) {
        return Optional.empty();
      }
      try (InputStream file = artifacts.read(path)) {
        return inputs(file.readNBytes(MOST_BYTES));
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (YAMLException | JacksonException | RegistryException unreadable) {
      return Optional.empty();
    }
  }

  /** {@code signature: {inputs: '<a JSON array>'}}. */
  private static Optional<ModelSignature> inputs(byte[] file) {
    LoaderOptions options = new LoaderOptions();
    options.setCodePointLimit(MOST_BYTES);
    Object model =
        new Yaml(new SafeConstructor(options)).load(new String(file, StandardCharsets.UTF_8));
    if (model instanceof Map<?, ?> fields
        && fields.get("signature") instanceof Map<?, ?> signature
        && signature.get("inputs") instanceof String json) {
      JsonNode inputs = JsonMapper.shared().readTree(json);
      return inputs.isArray() ? Optional.of(ModelSignature.of(inputs)) : Optional.empty();
    }
    return Optional.empty();
  }
}
