package io.signalbox.registry;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Where a version comes from and where it went. A tag of the version goes before the same tag of its run.
 *
 * @param registeredBy who created the version
 * @param trainingSet the hash of what it was trained on ({@code signalbox.training_set})
 * @param featureService name and version, e.g. {@code flight_live@1} ({@code signalbox.feature_service})
 * @param run empty where the version has none, or one that is not known here
 * @param parameters of the run
 * @param datasets that the run read, as MLflow's clients log them
 * @param loggedModel the logged model that it is (MLflow 3)
 * @param deployments the newest first
 */
public record Lineage(
    ModelName model,
    int version,
    Stage stage,
    String source,
    Instant registeredAt,
    String registeredBy,
    Optional<String> trainingSet,
    Optional<String> featureService,
    Optional<Run> run,
    Code code,
    Map<String, String> parameters,
    List<Dataset> datasets,
    Optional<String> loggedModel,
    List<Deployment> deployments) {
  /** The tags in which the version of the code stands: MLflow's clients write the first, the second is for all others. */
  public static final ImmutableList<String> CODE_TAGS =
      ImmutableList.of("mlflow.source.git.commit", "signalbox.code_version");

  public static final String TRAINING_SET_TAG = "signalbox.training_set";
  public static final String FEATURE_SERVICE_TAG = "signalbox.feature_service";

  public Lineage {
    parameters = ImmutableMap.copyOf(parameters);
    datasets = ImmutableList.copyOf(datasets);
    deployments = ImmutableList.copyOf(deployments);
  }

  /** The run that made the version. */
  public record Run(
      String id,
      String experimentId,
      String name,
      Tracking.RunStatus status,
      String user,
      Instant startedAt,
      Optional<Instant> endedAt) {}

  /** The code that made it, as far as anybody said. */
  public record Code(
      Optional<String> version, Optional<String> name, Optional<String> repository) {}

  /** A dataset that the run read; the context is such as {@code training}. */
  public record Dataset(String name, String digest, Optional<String> context) {}
}
