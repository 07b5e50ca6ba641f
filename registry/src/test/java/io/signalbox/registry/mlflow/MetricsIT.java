package io.signalbox.registry.mlflow;

import static org.assertj.core.api.Assertions.assertThat;

import io.signalbox.registry.RegistryServer;
import io.signalbox.registry.RegistryServer.Answer;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;

/** The histories of one metric in several runs. Expected samples are those of MLflow 3.17.2 on the same points. */
class MetricsIT {
  private static final RegistryServer SERVER = new RegistryServer();
  private static final String API = "/api/2.0/mlflow/";
  private static final String BULK = "/ajax-api/2.0/mlflow/metrics/get-history-bulk";
  private static String first = "";
  private static String second = "";

  /** The first run has 10 points at steps 0, 1, 2; the second 20 points at steps 0 to 19, back in time. */
  @BeforeAll
  static void given() {
    first = aRunWith(IntStream.range(0, 10).mapToObj(i -> point(i, i, i % 3)).toList());
    second = aRunWith(IntStream.range(0, 20).mapToObj(i -> point(i, 100 - i, i)).toList());
  }

  @AfterAll
  static void stop() {
    SERVER.close();
  }

  private static String point(int value, int timestamp, int step) {
    return "{'key': 'loss', 'value': %d, 'timestamp': %d, 'step': %d}"
        .formatted(value, timestamp, step);
  }

  private static String aRunWith(List<String> points) {
    String run = SERVER.post(API + "runs/create", "{'experiment_id': '0'}").at("/run/info/run_id");
    Answer logged = SERVER.post(
        API + "runs/log-batch",
        "{'run_id': '" + run + "', 'metrics': [" + String.join(",", points) + "]}");
    assertThat(logged.status()).as(logged.body()).isEqualTo(200);
    return run;
  }

  private static String values(Answer answer) {
    assertThat(answer.status()).as(answer.body()).isEqualTo(200);
    List<JsonNode> points = new ArrayList<>(answer.json().at("/metrics").values());
    return points.stream()
        .map(each -> (each.get("run_id").stringValue().equals(first) ? "a" : "b")
            + each.get("value").asInt())
        .collect(Collectors.joining(" "));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "run_ids=SECOND&max_results=4 | b0 b5 b10 b19",
        "run_ids=SECOND&max_results=1 | b19",
        "run_ids=SECOND&start_step=3&end_step=7 | b3 b4 b5 b6 b7",
        "run_ids=SECOND&start_step=3&end_step=13&max_results=3 | b3 b7 b13",
        "run_ids=SECOND&run_ids=FIRST&start_step=0&end_step=13&max_results=3 | b0 b5 b13 a0 a1 a8",
        "run_ids=FIRST | a0 a3 a6 a9 a1 a4 a7 a2 a5 a8",
        "run_ids=nope | ''"
      })
  void a_sample_is_spread_evenly_and_keeps_both_ends(String query, String expected) {
    for (String prefix : List.of("/api", "/ajax-api")) {
      Answer answer =
          SERVER.get(prefix + "/2.0/mlflow/metrics/get-history-bulk-interval?metric_key=loss&"
              + query.replace("FIRST", first).replace("SECOND", second));

      assertThat(values(answer)).isEqualTo(expected);
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '~',
      value = {
        "metric_key=loss | Missing value for required parameter 'run_ids'. See the API docs",
        "run_ids=a | Missing value for required parameter 'metric_key'. See the API docs",
        "run_ids=a&metric_key=loss&start_step=7&end_step=3 | end_step must be greater than start_step. Found start_step=7 and end_step=3.",
        "run_ids=a&metric_key=loss&start_step=7 | If either start step or end step are specified, both must be specified.",
        "run_ids=a&metric_key=loss&end_step=7 | If either start step or end step are specified, both must be specified.",
        "run_ids=a&metric_key=loss&start_step=x&end_step=7 | Invalid value ~x~ for parameter 'start_step' supplied",
        "run_ids=a&metric_key=loss&max_results=0 | max_results must be between 1 and 2500.",
        "run_ids=a&metric_key=loss&max_results=2501 | max_results must be between 1 and 2500."
      })
  void a_sample_that_makes_no_sense_is_refused(String query, String message) {
    Answer answer = SERVER.get(API + "metrics/get-history-bulk-interval?" + query);

    assertThat(answer.status()).isEqualTo(400);
    assertThat(answer.at("/error_code")).isEqualTo("INVALID_PARAMETER_VALUE");
    assertThat(answer.at("/message")).startsWith(message.replace('~', '"'));
  }

  @Test
  void histories_of_several_runs_come_by_run_and_time() {
    String query = "?metric_key=loss&run_id=" + second + "&run_id=" + first + "&run_id=nope";

    assertThat(values(SERVER.get(BULK + query + "&max_results=13")))
        .isEqualTo("a0 a1 a2 a3 a4 a5 a6 a7 a8 a9 b19 b18 b17");
    assertThat(SERVER.get(BULK + "?metric_key=other&run_id=" + first).body())
        .isEqualTo("{\"metrics\":[]}");
  }

  @Test
  void histories_of_no_run_of_too_many_and_of_no_metric_are_refused() {
    assertThat(SERVER.get(BULK + "?metric_key=loss").at("/message"))
        .isEqualTo("GetMetricHistoryBulk request must specify at least one run_id.");
    assertThat(SERVER.get(BULK + "?run_id=a").at("/message"))
        .isEqualTo("GetMetricHistoryBulk request must specify a metric_key.");
    assertThat(SERVER.get(BULK + "?metric_key=loss" + "&run_id=a".repeat(101)).at("/message"))
        .isEqualTo("GetMetricHistoryBulk request cannot specify more than 100 run_ids."
            + " Received 101 run_ids.");
    assertThat(SERVER
            .get(API + "metrics/get-history-bulk-interval?metric_key=loss"
                + "&run_ids=a".repeat(101))
            .at("/message"))
        .startsWith("GetMetricHistoryBulkInterval request must specify at most 100 run_ids."
            + " Received 101 run_ids.");
  }
}
