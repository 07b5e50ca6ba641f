package io.signalbox.router.inference;

import io.signalbox.registry.Artifacts;
import io.signalbox.registry.ModelVersion;
import io.signalbox.registry.RegisteredVersion;
import io.signalbox.registry.Registry;
import io.signalbox.registry.RegistryException;
import io.signalbox.router.ModelLoader;
import io.signalbox.router.RouterException.DoesNotLoad;
import io.signalbox.router.RouterException.NotFound;
import java.io.IOException;
import java.io.InputStream;
import org.springframework.stereotype.Component;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.dataformat.yaml.YAMLMapper;

/** Loads the onnx flavor of MLflow's model folders. */
@Component
class OnnxModels implements ModelLoader {

  private static final int GREATEST_DESCRIPTION_BYTES = 1 << 20;
  private static final int GREATEST_GRAPH_BYTES = 512 << 20;

  private final Registry registry;
  private final Artifacts artifacts;
  private final YAMLMapper yaml = new YAMLMapper();

  OnnxModels(Registry registry, Artifacts artifacts) {
    this.registry = registry;
    this.artifacts = artifacts;
  }

  @Override
  public OnnxModel load(ModelVersion id) {
    RegisteredVersion version = registry
        .version(id)
        .orElseThrow(() -> new NotFound("version: " + id + " (expected: a registered one)"));
    String folder = version.artifactPath();
    byte[] description = read(id, folder + "/MLmodel", GREATEST_DESCRIPTION_BYTES);
    String graph = folder + "/" + graphFile(id, description);
    return OnnxModel.of(id, read(id, graph, GREATEST_GRAPH_BYTES));
  }

  private String graphFile(ModelVersion id, byte[] description) {
    try {
      JsonNode file = yaml.readTree(description).path("flavors").path("onnx").path("data");
      if (!file.isString() || file.stringValue().contains("..")) {
        throw new DoesNotLoad(id + ": MLmodel names no graph (expected: flavors.onnx.data)");
      }
      return file.stringValue();
    } catch (JacksonException e) {
      throw new DoesNotLoad(id + ": MLmodel is no YAML: " + e.getOriginalMessage());
    }
  }

  private byte[] read(ModelVersion id, String path, int greatestBytes) {
    try (InputStream file = artifacts.read(path)) {
      byte[] bytes = file.readNBytes(greatestBytes + 1);
      if (bytes.length > greatestBytes) {
        throw new DoesNotLoad("%s: %s is longer than %d bytes".formatted(id, path, greatestBytes));
      }
      return bytes;
    } catch (IOException | RegistryException e) {
      throw new DoesNotLoad("%s: %s cannot be read: %s".formatted(id, path, e.getMessage()));
    }
  }
}
