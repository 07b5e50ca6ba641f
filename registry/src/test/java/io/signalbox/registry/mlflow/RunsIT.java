package io.signalbox.registry.mlflow;

import static org.assertj.core.api.Assertions.assertThat;

import io.signalbox.registry.RegistryServer;
import io.signalbox.registry.RegistryServer.Answer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;

class RunsIT {
  private static final RegistryServer SERVER = new RegistryServer();
  private static final String API = "/api/2.0/mlflow/";

  @AfterAll
  static void stop() {
    SERVER.close();
  }

  private static String aRun(String name) {
    Answer created = SERVER.post(
        API + "runs/create",
        "{'experiment_id': '0', 'run_name': '" + name + "', 'start_time': 1000}");
    assertThat(created.status()).as(created.body()).isEqualTo(200);
    return created.at("/run/info/run_id");
  }

  private static void log(String run, String what) {
    Answer logged = SERVER.post(API + "runs/log-batch", "{'run_id': '" + run + "', " + what + "}");
    assertThat(logged.status()).as(logged.body()).isEqualTo(200);
  }

  private static Answer get(String run) {
    return SERVER.get(API + "runs/get?run_id=" + run);
  }

  @Test
  void a_new_run_has_32_hex_digits_a_name_tag_and_an_artifact_uri() {
    String run = aRun("first");

    assertThat(run).matches("[0-9a-f]{32}");
    Answer read = get(run);
    assertThat(read.at("/run/info/run_uuid")).isEqualTo(run);
    assertThat(read.at("/run/info/artifact_uri"))
        .isEqualTo("mlflow-artifacts:/0/" + run + "/artifacts");
    assertThat(read.json().at("/run/info/start_time").isIntegralNumber()).isTrue();
    assertThat(read.at("/run/data/tags/0/key")).isEqualTo("mlflow.runName");
    assertThat(read.at("/run/data/tags/0/value")).isEqualTo("first");
  }

  @Test
  void a_run_without_a_name_gets_one() {
    String run = aRun("");

    assertThat(get(run).at("/run/info/run_name")).matches("[a-z]+-[a-z]+-\\d+");
  }

  @Test
  void the_latest_metric_is_the_greatest_by_step_then_time_then_value_whenever_it_came() {
    String run = aRun("latest");

    log(
        run,
        "'metrics': [{'key': 'loss', 'value': 3, 'timestamp': 9, 'step': 2},"
            + "{'key': 'loss', 'value': 7, 'timestamp': 5, 'step': 3}]");
    log(
        run,
        "'metrics': [{'key': 'loss', 'value': 8, 'timestamp': 5, 'step': 3},"
            + "{'key': 'loss', 'value': 1, 'timestamp': 99, 'step': 1}]");

    Answer read = get(run);
    assertThat(read.json().at("/run/data/metrics").size()).isEqualTo(1);
    assertThat(read.json().at("/run/data/metrics/0/value").asDouble()).isEqualTo(8);
    assertThat(history(run).json().at("/metrics").size()).isEqualTo(4);
    assertThat(history(run).json().at("/metrics/0/value").asDouble()).isEqualTo(3);
  }

  private static Answer history(String run) {
    return SERVER.get(API + "metrics/get-history?metric_key=loss&run_id=" + run);
  }

  @Test
  void a_point_that_is_there_already_is_dropped() {
    String run = aRun("repeats");
    String point = "{'key': 'loss', 'value': 0.5, 'timestamp': 1, 'step': 0}";

    log(run, "'metrics': [" + point + "," + point + "]");
    log(run, "'metrics': [" + point + "]");

    assertThat(history(run).json().at("/metrics").size()).isEqualTo(1);
    assertThat(history(run).json().has("next_page_token")).isFalse();
  }

  @Test
  void nan_reads_back_and_the_infinities_are_the_greatest_doubles() {
    String run = aRun("odd numbers");

    log(
        run,
        "'metrics': [{'key': 'a', 'value': 'NaN', 'timestamp': 1},"
            + "{'key': 'b', 'value': 'Infinity', 'timestamp': 1},"
            + "{'key': 'c', 'value': '-Infinity', 'timestamp': 1}]");

    Answer read = get(run);
    assertThat(read.at("/run/data/metrics/0/value")).isEqualTo("NaN");
    assertThat(read.json().at("/run/data/metrics/1/value").asDouble()).isEqualTo(Double.MAX_VALUE);
    assertThat(read.json().at("/run/data/metrics/2/value").asDouble()).isEqualTo(-Double.MAX_VALUE);
  }

  @Test
  void a_param_may_be_logged_again_with_its_value_but_not_with_another() {
    String run = aRun("params");
    log(run, "'params': [{'key': 'depth', 'value': '3'}]");
    log(run, "'params': [{'key': 'depth', 'value': '3'}]");

    Answer refused = SERVER.post(
        API + "runs/log-batch",
        "{'run_id': '" + run
            + "', 'params': [{'key': 'new', 'value': '1'}, {'key': 'depth', 'value': '5'}],"
            + "'metrics': [{'key': 'loss', 'value': 1, 'timestamp': 1}]}");

    assertThat(refused.status()).isEqualTo(400);
    assertThat(refused.at("/message")).startsWith("Changing param values is not allowed.");
    assertThat(get(run).json().at("/run/data/params").size()).isEqualTo(1);
    assertThat(get(run).json().at("/run/data/metrics").size()).isZero();
  }

  @Test
  void a_page_of_history_has_a_token_only_where_more_follows() {
    String run = aRun("pages");
    StringBuilder points = new StringBuilder();
    for (int i = 0; i < 5; i++) {
      points
          .append(i == 0 ? "" : ",")
          .append("{'key': 'loss', 'value': ")
          .append(i)
          .append(", 'timestamp': ")
          .append(i)
          .append("}");
    }
    log(run, "'metrics': [" + points + "]");

    String path = API + "metrics/get-history?metric_key=loss&max_results=3&run_id=" + run;
    Answer first = SERVER.get(path);
    Answer second = SERVER.get(path + "&page_token=" + first.at("/next_page_token"));

    assertThat(first.json().at("/metrics").size()).isEqualTo(3);
    assertThat(second.json().at("/metrics").size()).isEqualTo(2);
    assertThat(second.json().has("next_page_token")).isFalse();
  }

  @Test
  void datasets_and_models_that_a_run_read_and_wrote_come_back_with_it() {
    String run = aRun("lineage");

    Answer inputs = SERVER.post(
        API + "runs/log-inputs",
        "{'run_id': '" + run
            + "', 'datasets': [{'tags': [{'key': 'mlflow.data.context', 'value': 'training'}],"
            + "'dataset': {'name': 'flights', 'digest': 'abc', 'source_type': 'local',"
            + "'source': '{}'}}], 'models': [{'model_id': 'm-1'}]}");
    SERVER.post(
        API + "runs/outputs",
        "{'run_id': '" + run + "', 'models': [{'model_id': 'm-2', 'step': 7}]}");

    assertThat(inputs.status()).as(inputs.body()).isEqualTo(200);
    Answer read = get(run);
    assertThat(read.at("/run/inputs/dataset_inputs/0/dataset/name")).isEqualTo("flights");
    assertThat(read.at("/run/inputs/dataset_inputs/0/tags/0/value")).isEqualTo("training");
    assertThat(read.at("/run/inputs/model_inputs/0/model_id")).isEqualTo("m-1");
    assertThat(read.json().at("/run/outputs/model_outputs/0/step").asInt()).isEqualTo(7);
  }

  @Test
  void a_deleted_run_takes_nothing_until_it_is_restored() {
    String run = aRun("deleted");
    SERVER.post(API + "runs/delete", "{'run_id': '" + run + "'}");

    Answer refused = SERVER.post(API + "runs/set-tag", "{'run_id': '" + run + "', 'key': 'a'}");
    SERVER.post(API + "runs/restore", "{'run_id': '" + run + "'}");
    Answer taken = SERVER.post(API + "runs/set-tag", "{'run_id': '" + run + "', 'key': 'a'}");

    assertThat(refused.status()).isEqualTo(400);
    assertThat(refused.at("/message"))
        .isEqualTo("The run " + run + " must be in the 'active' state. Current state is deleted.");
    assertThat(taken.status()).isEqualTo(200);
  }
}
