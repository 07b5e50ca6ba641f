package io.signalbox.mlflow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.signalbox.server.OneServer;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.mlflow.api.proto.ModelRegistry;
import org.mlflow.api.proto.Service;
import org.mlflow.tracking.MlflowClient;
import org.mlflow.tracking.MlflowClientException;
import org.mlflow.tracking.MlflowHttpException;
import org.mlflow.tracking.RunsPage;

/** One whole flow of MLflow's unmodified Java client, from an experiment to the version in Production. */
@Timeout(300)
@ExtendWith(OneServer.class)
class JavaClientIT {
  static MlflowClient client;

  @BeforeAll
  static void start() {
    client = new MlflowClient(OneServer.url().toString());
  }

  @AfterAll
  static void stop() {
    client.close();
  }

  private static Service.Metric metric(double value, long timestamp, long step) {
    return Service.Metric.newBuilder()
        .setKey("loss")
        .setValue(value)
        .setTimestamp(timestamp)
        .setStep(step)
        .build();
  }

  @Test
  void a_run_from_its_start_to_its_end() {
    String experiment = client.createExperiment("java flow");
    String run = client.createRun(experiment).getRunId();
    client.logParam(run, "depth", "3");
    client.logMetric(run, "accuracy", 0.9);
    client.logBatch(
        run,
        List.of(metric(0.5, 1_000, 1), metric(0.25, 2_000, 2), metric(Double.NaN, 1_500, 1)),
        List.of(Service.Param.newBuilder().setKey("kind").setValue("logistic").build()),
        List.of(Service.RunTag.newBuilder().setKey("team").setValue("flights").build()));
    client.setTag(run, "temporary", "x");
    client.deleteTag(run, "temporary");
    client.setTerminated(run);

    Service.Run read = client.getRun(run);

    assertThat(read.getInfo().getStatus()).isEqualTo(Service.RunStatus.FINISHED);
    assertThat(read.getInfo().getEndTime()).isPositive();
    assertThat(read.getData().getParamsList())
        .extracting(param -> param.getKey() + "=" + param.getValue())
        .containsExactly("depth=3", "kind=logistic");
    assertThat(read.getData().getMetricsList())
        .extracting(metric -> metric.getKey() + "=" + metric.getValue())
        .containsExactly("accuracy=0.9", "loss=0.25");
    assertThat(read.getData().getTagsList())
        .extracting(Service.RunTag::getKey)
        .containsExactly("mlflow.runName", "team");
    assertThat(client.getMetricHistory(run, "loss"))
        .extracting(Service.Metric::getValue)
        .containsExactly(0.5, 0.25, Double.NaN);
  }

  /** The client fails on a history that comes in pages, however long it is. */
  @Test
  void a_long_history_comes_whole_and_in_the_order_in_which_it_was_logged() {
    int batches = 26;
    int each = 1_000;
    String run = client.createRun(client.createExperiment("java history")).getRunId();
    for (int batch = 0; batch < batches; batch++) {
      List<Service.Metric> points = new ArrayList<>();
      for (int i = 0; i < each; i++) {
        int step = (batches - batch) * each + i;
        points.add(metric(step, 1_000_000L - step, step));
      }
      client.logBatch(run, points, List.of(), List.of());
    }

    List<Service.Metric> history = client.getMetricHistory(run, "loss");

    assertThat(history).hasSize(batches * each);
    assertThat(history.getFirst().getStep()).isEqualTo((long) batches * each);
    assertThat(history.getLast().getStep()).isEqualTo(2L * each - 1);
    assertThat(client.getRun(run).getData().getMetrics(0).getStep())
        .isEqualTo((long) batches * each + each - 1);
  }

  @Test
  void runs_are_ordered_by_several_columns_with_those_that_have_none_last() {
    String experiment = client.createExperiment("java order");
    String low = client.createRun(experiment).getRunId();
    String none = client.createRun(experiment).getRunId();
    String high = client.createRun(experiment).getRunId();
    String tied = client.createRun(experiment).getRunId();
    client.logMetric(low, "loss", 0.1);
    client.logMetric(high, "loss", 0.9);
    client.logMetric(tied, "loss", 0.9);
    client.logParam(high, "kind", "a");
    client.logParam(tied, "kind", "b");

    for (String direction : List.of("ASC", "DESC")) {
      RunsPage page = client.searchRuns(
          List.of(experiment),
          "attributes.status IN ('RUNNING')",
          Service.ViewType.ACTIVE_ONLY,
          10,
          List.of("metrics.loss " + direction, "params.kind DESC"));
      assertThat(page.getItems())
          .extracting(run -> run.getInfo().getRunId())
          .containsExactlyElementsOf(
              direction.equals("ASC")
                  ? List.of(low, tied, high, none)
                  : List.of(tied, high, low, none));
    }
  }

  @Test
  void experiments_and_runs_are_found_renamed_deleted_and_restored() {
    String experiment = client.createExperiment("java search");
    String first = client.createRun(experiment).getRunId();
    String second = client.createRun(experiment).getRunId();
    client.logMetric(first, "loss", 0.1);
    client.logMetric(second, "loss", 0.2);

    assertThat(found(experiment, "metrics.loss < 0.15")).containsExactly(first);
    RunsPage page = client.searchRuns(
        List.of(experiment), "", Service.ViewType.ACTIVE_ONLY, 1, List.of("metrics.loss DESC"));
    assertThat(page.getItems()).extracting(run -> run.getInfo().getRunId()).containsExactly(second);
    assertThat(page.getNextPage().getItems())
        .extracting(run -> run.getInfo().getRunId())
        .containsExactly(first);

    client.deleteRun(first);
    assertThat(found(experiment, "")).containsExactly(second);
    client.restoreRun(first);
    client.setExperimentTag(experiment, "team", "flights");
    client.renameExperiment(experiment, "java renamed");
    client.deleteExperiment(experiment);
    assertThat(client.getExperiment(experiment).getLifecycleStage()).isEqualTo("deleted");
    client.restoreExperiment(experiment);
    assertThat(
            client.getExperimentByName("java renamed").orElseThrow().getTags(0).getValue())
        .isEqualTo("flights");
    assertThat(client.getExperimentByName("java search")).isEmpty();
    assertThat(client.searchExperiments("name = 'java renamed'").getItems()).hasSize(1);
  }

  private static List<String> found(String experiment, String filter) {
    return client
        .searchRuns(List.of(experiment), filter, Service.ViewType.ACTIVE_ONLY, 100)
        .getItems()
        .stream()
        .map(run -> run.getInfo().getRunId())
        .toList();
  }

  @Test
  void a_model_goes_to_production() {
    String run = client.createRun(client.createExperiment("java model")).getRunId();
    String artifacts = client.getRun(run).getInfo().getArtifactUri();
    client.sendPost("registered-models/create", "{\"name\": \"java_model\"}");
    for (int i = 0; i < 2; i++) {
      client.sendPost(
          "model-versions/create",
          "{\"name\": \"java_model\", \"source\": \"%s/model\", \"run_id\": \"%s\"}"
              .formatted(artifacts, run));
    }
    for (int version = 1; version <= 2; version++) {
      client.sendPost(
          "model-versions/transition-stage",
          "{\"name\": \"java_model\", \"version\": \"%d\", \"stage\": \"Production\"}"
              .formatted(version));
    }
    client.sendPatch(
        "model-versions/update",
        "{\"name\": \"java_model\", \"version\": \"2\", \"description\": \"second\"}");

    assertThat(client.getLatestVersions("java_model", List.of("Production")))
        .extracting(ModelRegistry.ModelVersion::getVersion)
        .containsExactly("2");
    assertThat(client.getLatestVersions("java_model")).hasSize(2);
    ModelRegistry.ModelVersion second = client.getModelVersion("java_model", "2");
    assertThat(second.getDescription()).isEqualTo("second");
    assertThat(second.getRunId()).isEqualTo(run);
    assertThat(client.getModelVersion("java_model", "1").getCurrentStage()).isEqualTo("Archived");
    assertThat(client.getModelVersionDownloadUri("java_model", "2"))
        .isEqualTo(artifacts + "/model");
    assertThat(client.getRegisteredModel("java_model").getLatestVersionsList()).hasSize(2);
    assertThat(client.searchModelVersions("name = 'java_model'").getItems()).hasSize(2);
  }

  @Test
  void refusals_reach_the_client_as_its_own_exceptions() {
    assertThatThrownBy(() -> client.getRun("0".repeat(32)))
        .isInstanceOf(MlflowClientException.class)
        .hasMessageContaining("404");
    assertThatThrownBy(() -> client.createExperiment("Default"))
        .isInstanceOf(MlflowHttpException.class)
        .hasMessageContaining("400");
  }
}
