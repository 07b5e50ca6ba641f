package io.signalbox.registry;

import com.google.common.base.Ascii;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.springframework.stereotype.Component;

/** Checks and resolves the sources of versions: files here must be inside the run or logged model that is named. */
@Component
class Sources {
  private static final Set<String> PROMPTS = Set.of("dummy-source", "prompt-template");

  /** A run of another server may have an id that is not one of ours. */
  private static final int RUN_ID_LENGTH = 256;

  private final Tracking tracking;
  private final ModelRows models;
  private final Versions versions;

  Sources(Tracking tracking, ModelRows models, Versions versions) {
    this.tracking = tracking;
    this.models = models;
    this.versions = versions;
  }

  /**
   * The run is held, so that it does not go with the old ones just now; one that went meanwhile is refused by the second look.
   *
   * @throws RegistryException if the source is not allowed, or not inside what is named
   */
  Source hold(NewVersion version, Optional<String> loggedModelId) {
    Source source = resolve(version, loggedModelId);
    boolean held = source.held() || tracking.hold(source.runId()).isPresent();
    return held ? source : resolve(version, loggedModelId);
  }

  private Source resolve(NewVersion version, Optional<String> loggedModelId) {
    String source = version.source();
    if (PROMPTS.contains(source)
        && version.tags().getOrDefault("mlflow.prompt.is_prompt", "").equalsIgnoreCase("true")) {
      return new Source(source, source, "", "", false);
    }
    refuseRelativeParts(source);
    Optional<String> runId = version.runId().filter(id -> !id.isEmpty());
    Optional<String> modelId = loggedModelId.filter(id -> !id.isEmpty());
    if (runId.orElse("").length() > RUN_ID_LENGTH) {
      throw outside(source, "run_id");
    }
    int colon = source.indexOf(':');
    String scheme = colon < 0 ? "" : source.substring(0, colon).toLowerCase(Locale.ROOT);
    return switch (scheme) {
      case "", "file" ->
        throw new RegistryException.Invalid("Invalid model version source: '" + source
            + "'. To use a local path as a model version source, the run_id request parameter has"
            + " to be specified and the local path has to be contained within the artifact"
            + " directory of the run specified by the run_id.");
      case "runs" -> ofRun(source, runId);
      case "models" ->
        source.startsWith("models:/m-") ? ofLoggedModel(source, modelId, runId) : ofVersion(source);
      case "mlflow-artifacts" -> ofArtifacts(source, runId, modelId);
      case "http", "https" -> throw outside(source, "run_id");
      default -> new Source(source, source, runId.orElse(""), modelId.orElse(""), false);
    };
  }

  private Source ofRun(String source, Optional<String> named) {
    String[] parts = source.replaceFirst("^runs:/+", "").split("/", 2);
    String id = parts[0];
    String folder = tracking.hold(id).orElseThrow(() -> outside(source, "run_id"));
    if (named.isPresent() && !named.get().equals(id)) {
      throw outside(source, "run_id");
    }
    String path = parts.length > 1 ? "/" + parts[1] : "";
    return new Source(source, Artifacts.ROOT + folder + path, minted(id), "", true);
  }

  private Source ofLoggedModel(String source, Optional<String> named, Optional<String> runId) {
    String[] parts = source.replaceFirst("^models:/+", "").split("/", 2);
    Tracking.ModelSource model =
        tracking.loggedModel(parts[0]).orElseThrow(() -> outside(source, "model_id"));
    if (named.isPresent() && !named.get().equals(model.id())) {
      throw outside(source, "model_id");
    }
    String path = parts.length > 1 ? "/" + parts[1] : "";
    return new Source(
        source, model.artifactUri() + path, runId.orElse(model.runId()), model.id(), false);
  }

  /** A copy: {@code models:/name/3}, {@code models:/name/Production}, {@code models:/name/latest} or {@code models:/name@alias}. */
  private Source ofVersion(String source) {
    String rest = source.replaceFirst("^models:/+", "");
    int alias = rest.lastIndexOf('@');
    int slash = rest.lastIndexOf('/');
    VersionDetails version;
    if (slash > 0 && rest.indexOf('/') == slash && slash < rest.length() - 1) {
      version = ofVersion(name(source, rest.substring(0, slash)), rest.substring(slash + 1));
    } else if (slash < 0 && alias > 0) {
      String name = rest.substring(alias + 1);
      version = versions
          .aliased(name(source, rest.substring(0, alias)), name)
          .orElseThrow(() ->
              new RegistryException.Invalid("Registered model alias " + name + " not found."));
    } else {
      throw outside(source, "model_id");
    }
    RegisteredVersion copied = version.version();
    return new Source(
        "models:/" + copied.id().model() + "/" + copied.id().number(),
        version.storageUri(),
        copied.runId().orElse(""),
        version.loggedModelId(),
        false);
  }

  /** @param which a number, {@code latest}, or a stage */
  private VersionDetails ofVersion(ModelName model, String which) {
    models.require(model);
    if (which.matches("\\d+")) {
      return Optional.of(which)
          .filter(number -> number.matches("0*[1-9]\\d{0,8}"))
          .flatMap(number -> versions.find(new ModelVersion(model, Integer.parseInt(number))))
          .orElseThrow(() -> new RegistryException.NotFound(
              "Model Version (name=" + model + ", version=" + which + ") not found"));
    }
    Stream<VersionDetails> found = which.equalsIgnoreCase("latest")
        ? versions.of(model).reversed().stream()
        : versions.latest(model).stream()
            .filter(version -> version.version().stage().name().equalsIgnoreCase(which));
    return found
        .findFirst()
        .orElseThrow(() -> new RegistryException.NotFound(
            "No versions of model with name '" + model + "' and stage '" + which + "' found"));
  }

  private static ModelName name(String source, String name) {
    try {
      return new ModelName(name);
    } catch (IllegalArgumentException e) {
      throw new RegistryException.Invalid(
          "Invalid model version source: '" + source + "'. " + e.getMessage());
    }
  }

  private Source ofArtifacts(String source, Optional<String> runId, Optional<String> modelId) {
    String path = Artifacts.pathOf(source).orElseThrow(() -> outside(source, "run_id"));
    if (modelId.isPresent()) {
      Tracking.ModelSource model =
          tracking.loggedModel(modelId.get()).orElseThrow(() -> outside(source, "model_id"));
      requireInside(path, Artifacts.pathOf(model.artifactUri()), source, "model_id");
      return new Source(
          source, Artifacts.ROOT + path, runId.orElse(model.runId()), model.id(), false);
    }
    Optional<String> folder = runId.flatMap(tracking::hold);
    requireInside(path, folder, source, "run_id");
    return new Source(source, Artifacts.ROOT + path, minted(runId.orElseThrow()), "", true);
  }

  /** Runs are found by their digits, whichever way these are written. */
  private static String minted(String runId) {
    return Ascii.toLowerCase(runId);
  }

  private static void requireInside(
      String path, Optional<String> root, String source, String named) {
    if (root.isEmpty() || root.get().isEmpty() || !(path + "/").startsWith(root.get() + "/")) {
      throw outside(source, named);
    }
  }

  private static RegistryException outside(String source, String named) {
    return new RegistryException.Invalid("Invalid model version source: '" + source + "'. The "
        + named + " request parameter must identify the resource that contains the source.");
  }

  /** {@code ..} and NUL, however often they are encoded. */
  private static void refuseRelativeParts(String source) {
    String decoded = source;
    String before;
    do {
      before = decoded;
      try {
        decoded = URLDecoder.decode(before, StandardCharsets.UTF_8);
      } catch (IllegalArgumentException e) {
        break; // a stray percent sign is no encoding
      }
    } while (!decoded.equals(before));
    boolean relative = decoded.indexOf('\0') >= 0
        || decoded.indexOf('\\') >= 0
        || Arrays.asList(decoded.split("/", -1)).contains("..")
        || Arrays.asList(decoded.split("/", -1)).contains(".");
    if (relative) {
      throw new RegistryException.Invalid("Invalid model version source: '" + source
          + "'. If supplying a source as an http, https, local file path, ftp, objectstore, or"
          + " mlflow-artifacts uri, an absolute path must be provided without relative path"
          + " references present. Please provide an absolute path.");
    }
  }
}
