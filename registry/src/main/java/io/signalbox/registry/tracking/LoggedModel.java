package io.signalbox.registry.tracking;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import java.util.List;
import java.util.Map;

/** A model that was logged, whether or not it was registered (MLflow 3). */
public record LoggedModel(
    String id,
    long experimentId,
    String name,
    String artifactUri,
    String modelType,
    String sourceRunId,
    Status status,
    long createdMillis,
    long updatedMillis,
    Map<String, String> params,
    Map<String, String> tags,
    List<Metric> metrics) {
  public LoggedModel {
    params = ImmutableMap.copyOf(params);
    tags = ImmutableMap.copyOf(tags);
    metrics = ImmutableList.copyOf(metrics);
  }

  /** As MLflow numbers them: 1, 2, 3. */
  public enum Status {
    PENDING(1),
    READY(2),
    UPLOAD_FAILED(3);

    private final int number;

    Status(int number) {
      this.number = number;
    }

    int number() {
      return number;
    }

    static Status of(int number) {
      for (Status status : values()) {
        if (status.number == number) {
          return status;
        }
      }
      throw new IllegalStateException("status of a logged model: " + number);
    }
  }

  /** A point that a run logged of the model. */
  public record Metric(MetricPoint point, String runId) {}
}
