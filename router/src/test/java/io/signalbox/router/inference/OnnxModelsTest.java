package io.signalbox.router.inference;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.signalbox.features.Column;
import io.signalbox.features.Table;
import io.signalbox.registry.Artifacts;
import io.signalbox.registry.ModelVersion;
import io.signalbox.registry.RegisteredVersion;
import io.signalbox.registry.Registry;
import io.signalbox.registry.Stage;
import io.signalbox.router.LoadedModel;
import io.signalbox.router.ModelLoader;
import io.signalbox.router.ModelLoaderContract;
import io.signalbox.router.Partial;
import java.io.ByteArrayInputStream;
import java.io.FileNotFoundException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

class OnnxModelsTest extends ModelLoaderContract {

  @Override
  protected ModelLoader loader() {
    return new OnnxModels(
        Partial.of(Registry.class, new TwoVersions()), Partial.of(Artifacts.class, new Files()));
  }

  @Override
  protected void score(LoadedModel model) {
    ScoringModel scoring = (ScoringModel) model;
    Table table = new Table(
        1,
        List.of(
            new Column.Doubles("a", new double[] {1}), new Column.Doubles("b", new double[] {0})));

    double[] scores =
        scoring.run(Feed.of(scoring, table), table, new int[] {0}).getFirst().scores();

    assertThat(scores[0]).isCloseTo(1 / (1 + Math.exp(-1.5)), within(1e-6));
  }

  /** The registry's part: a good and a broken version. */
  public static final class TwoVersions {
    public Optional<RegisteredVersion> version(ModelVersion id) {
      if (id.equals(UNKNOWN)) {
        return Optional.empty();
      }
      String path = "models/" + id.number();
      var created = Instant.parse("2013-04-01T00:00:00Z");
      return Optional.of(new RegisteredVersion(
          id, Stage.NONE, "runs:/1/model", path, Optional.empty(), Map.of(), created));
    }
  }

  /** The artifacts' part. */
  public static final class Files {
    private static final byte[] MLMODEL =
        "flavors:\n  onnx:\n    data: model.onnx\n".getBytes(StandardCharsets.UTF_8);

    private final Map<String, byte[]> files = Map.of(
        "models/1/MLmodel",
        MLMODEL,
        "models/1/model.onnx",
        Graphs.logistic(new float[] {1, -2}, 0.5f),
        "models/2/MLmodel",
        MLMODEL,
        "models/2/model.onnx",
        "not a model".getBytes(StandardCharsets.UTF_8));

    public InputStream read(String path) throws FileNotFoundException {
      byte[] file = files.get(path);
      if (file == null) {
        throw new FileNotFoundException(path);
      }
      return new ByteArrayInputStream(file);
    }
  }
}
