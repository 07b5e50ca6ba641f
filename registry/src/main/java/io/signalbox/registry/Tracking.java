package io.signalbox.registry;

import java.util.Map;
import java.util.Optional;

/** Experiments and runs, as in MLflow. Times are epoch milliseconds on the wire, instants here. */
public interface Tracking {

  /** The id of the experiment of this name, created if it is new. */
  String experiment(String name);

  /** Starts a run: 32 hex digits. */
  Run startRun(String experimentId, String name, Map<String, String> tags);

  void logParams(String runId, Map<String, String> params);

  /** Logs one point of each metric, at step 0 and the present moment. NaN and the infinities are values. */
  void logMetrics(String runId, Map<String, Double> metrics);

  void setTags(String runId, Map<String, String> tags);

  void endRun(String runId, RunStatus status);

  Optional<Run> run(String runId);

  /** The folder of a run's artifacts, as a path in {@link Artifacts}. The run does not go before the caller's transaction has ended. */
  Optional<String> hold(String runId);

  /** A model that was logged by an MLflow 3 client, registered or not. */
  Optional<ModelSource> loggedModel(String modelId);

  /**
   * Where a logged model is.
   *
   * @param runId the run that logged it; may be empty
   */
  record ModelSource(String id, String artifactUri, String runId) {}

  /** How a run stands. */
  enum RunStatus {
    RUNNING,
    SCHEDULED,
    FINISHED,
    FAILED,
    KILLED
  }

  /**
   * A run.
   *
   * @param artifactPath the folder of its artifacts as a path in {@link Artifacts}
   * @param metrics the latest value by name
   */
  record Run(
      String id,
      String experimentId,
      String name,
      RunStatus status,
      String artifactPath,
      Map<String, Double> metrics,
      Map<String, String> params,
      Map<String, String> tags) {}
}
