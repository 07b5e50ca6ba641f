package io.signalbox.registry.mlflow;

import static org.assertj.core.api.Assertions.assertThat;

import io.signalbox.registry.RegistryServer;
import io.signalbox.registry.RegistryServer.Answer;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Logged models of MLflow 3. What a search finds was compared with MLflow 3.17.2. */
class LoggedModelsIT {
  private static final RegistryServer SERVER = new RegistryServer();
  private static final String API = "/api/2.0/mlflow/";
  private static String experiment = "";
  private static String run = "";

  /** Two models, x and y, each measured on flights (0 and 1) and later, at the same step, on weather (10 and 9). */
  @BeforeAll
  static void given() {
    experiment =
        SERVER.post(API + "experiments/create", "{'name': 'measured'}").at("/experiment_id");
    run = SERVER
        .post(API + "runs/create", "{'experiment_id': '" + experiment + "'}")
        .at("/run/info/run_id");
    for (int i = 0; i < 2; i++) {
      String model = aModel(i == 0 ? "x" : "y");
      measure(model, i, 5, "flights", "d1");
      measure(model, 10 - i, 6, "weather", "d2");
    }
  }

  @AfterAll
  static void stop() {
    SERVER.close();
  }

  private static String aModel(String name) {
    Answer created = SERVER.post(
        API + "logged-models",
        "{'experiment_id': '" + experiment + "', 'name': '" + name
            + "', 'params': [{'key': 'depth', 'value': '3'}]}");
    assertThat(created.at("/model/info/status")).isEqualTo("LOGGED_MODEL_PENDING");
    return created.at("/model/info/model_id");
  }

  private static void measure(String model, int value, int time, String dataset, String digest) {
    Answer logged = SERVER.post(
        API + "runs/log-metric",
        "{'run_id': '%s', 'key': 'score', 'value': %d, 'timestamp': %d, 'step': 1, 'model_id': '%s',"
                .formatted(run, value, time, model)
            + " 'dataset_name': '%s', 'dataset_digest': '%s'}".formatted(dataset, digest));
    assertThat(logged.status()).as(logged.body()).isEqualTo(200);
  }

  private static String search(String rest) {
    Answer found = SERVER.post(
        API + "logged-models/search", "{'experiment_ids': ['" + experiment + "'], " + rest + "}");
    assertThat(found.status()).as(found.body()).isEqualTo(200);
    return found.json().at("/models").values().stream()
        .map(model -> model.at("/info/name").stringValue())
        .filter(name -> name.length() == 1)
        .collect(Collectors.joining());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '~',
      value = {
        "'filter': 'metrics.score < 0.5' | x",
        "'filter': 'metrics.score > 5' | yx",
        "'filter': 'metrics.score = 9' | y",
        "'filter': 'metrics.score > 5', 'datasets': [{'dataset_name': 'flights', 'dataset_digest': 'd1'}] | ~~",
        "'filter': 'metrics.score < 0.5', 'datasets': [{'dataset_name': 'flights', 'dataset_digest': 'd1'}] | x",
        "'filter': 'metrics.score > 9', 'datasets': [{'dataset_name': 'weather'}] | x",
        "'filter': 'metrics.score > 9', 'datasets': [{'dataset_name': 'flights'}, {'dataset_name': 'weather', 'dataset_digest': 'd2'}] | x",
        "'filter': 'metrics.score > 9', 'datasets': [{'dataset_name': 'weather', 'dataset_digest': 'other'}] | ~~",
        "'datasets': [{'dataset_name': 'flights', 'dataset_digest': 'd1'}] | yx",
        "'datasets': [{'dataset_name': 'nothing'}] | ~~",
        "'order_by': [{'field_name': 'metrics.score'}] | yx",
        "'order_by': [{'field_name': 'metrics.score', 'ascending': false}] | xy",
        "'order_by': [{'field_name': 'metrics.score', 'dataset_name': 'flights'}] | xy",
        "'order_by': [{'field_name': 'metrics.score', 'ascending': false, 'dataset_name': 'flights', 'dataset_digest': 'd1'}] | yx",
        "'order_by': [{'field_name': 'metrics.score', 'ascending': false, 'dataset_digest': 'd2'}] | xy",
        "'order_by': [{'field_name': 'name'}] | xy",
        "'order_by': [{'field_name': 'creation_timestamp'}] | xy"
      })
  void metrics_count_where_they_were_measured(String rest, String expected) {
    assertThat(search(rest)).isEqualTo(expected);
  }

  @Test
  void a_search_without_experiments_finds_nothing_and_without_a_datasets_name_is_refused() {
    Answer none = SERVER.post(API + "logged-models/search", "{'experiment_ids': []}");
    Answer nameless = SERVER.post(
        API + "logged-models/search",
        "{'experiment_ids': ['0'], 'datasets': [{'dataset_digest': 'd1'}]}");

    assertThat(none.body()).isEqualTo("{}");
    assertThat(nameless.status()).isEqualTo(400);
    assertThat(nameless.at("/message"))
        .startsWith("Missing value for required parameter 'datasets[0].dataset_name'.");
  }

  @ParameterizedTest
  @CsvSource({
    "LOGGED_MODEL_READY,LOGGED_MODEL_READY",
    "LOGGED_MODEL_UPLOAD_FAILED,LOGGED_MODEL_UPLOAD_FAILED",
    "2,LOGGED_MODEL_READY"
  })
  void a_model_is_finished_by_the_name_or_the_number_of_its_state(String given, String shown) {
    String path = API + "logged-models/" + aModel("finished");

    Answer finished = SERVER.send("PATCH", path, "{'status': '" + given + "'}");

    assertThat(finished.at("/model/info/status")).isEqualTo(shown);
    assertThat(SERVER.get(path).at("/model/info/status")).isEqualTo(shown);
  }

  @Test
  void a_param_of_a_model_is_written_once() {
    String path = API + "logged-models/" + aModel("params") + "/params";

    Answer again = SERVER.post(path, "{'params': [{'key': 'depth', 'value': '3'}]}");
    Answer other = SERVER.post(
        path, "{'params': [{'key': 'new', 'value': '1'}, {'key': 'depth', 'value': '4'}]}");

    assertThat(again.status()).isEqualTo(200);
    assertThat(other.status()).isEqualTo(400);
    assertThat(other.at("/message")).startsWith("Changing param values is not allowed.");
    assertThat(SERVER.get(path.replace("/params", "")).body()).doesNotContain("new");
  }

  @Test
  void a_deleted_model_is_shown_only_to_who_asks_for_deleted_ones() {
    String path = API + "logged-models/" + aModel("deleted");

    assertThat(SERVER.send("DELETE", path, "").status()).isEqualTo(200);
    assertThat(SERVER.send("DELETE", path, "").status()).isEqualTo(200);

    assertThat(SERVER.get(path).at("/error_code")).isEqualTo("RESOURCE_DOES_NOT_EXIST");
    assertThat(SERVER.get(path + "?allow_deleted=true").at("/model/info/name"))
        .isEqualTo("deleted");
    assertThat(SERVER.send("PATCH", path + "/tags", "{'tags': []}").status()).isEqualTo(404);
  }

  @Test
  void a_metric_of_a_model_that_is_not_there_is_refused_with_the_whole_batch() {
    Answer refused = SERVER.post(
        API + "runs/log-batch",
        "{'run_id': '" + run + "', 'metrics': ["
            + "{'key': 'kept', 'value': 1, 'timestamp': 1},"
            + "{'key': 'lost', 'value': 1, 'timestamp': 1, 'model_id': 'm-nope'}]}");

    assertThat(refused.status()).isEqualTo(400);
    assertThat(refused.at("/message")).isEqualTo("Logged model with ID 'm-nope' not found.");
    assertThat(SERVER.get(API + "runs/get?run_id=" + run).body()).doesNotContain("kept");
  }
}
