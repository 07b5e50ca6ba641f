package io.signalbox.registry.mlflow;

import static io.signalbox.registry.mlflow.Taken.API;
import static io.signalbox.registry.mlflow.Taken.assertRefused;
import static org.assertj.core.api.Assertions.assertThat;

import io.signalbox.registry.OneRegistry;
import io.signalbox.registry.RegistryServer.Answer;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Bodies beyond a limit, or of another shape than MLflow reads. */
@ExtendWith(OneRegistry.class)
class RefusedBodiesIT {
  private static Taken taken;

  @BeforeAll
  static void given() {
    taken = new Taken(OneRegistry.server());
  }

  @Test
  void a_batch_over_a_limit_is_refused_and_changes_nothing() {
    StringBuilder tags = new StringBuilder();
    for (int i = 0; i < 101; i++) {
      tags.append(i == 0 ? "" : ",").append("{'key': 'limit").append(i).append("'}");
    }

    Answer answer = taken.server.post(
        API + "runs/log-batch", "{'run_id': '" + taken.run + "', 'tags': [" + tags + "]}");

    assertRefused(
        answer,
        400,
        "INVALID_PARAMETER_VALUE",
        "A batch logging request can contain at most 100 tags. Got 101 tags.");
    assertThat(taken.server.get(API + "runs/get?run_id=" + taken.run).body())
        .doesNotContain("limit0");
  }

  @Test
  void a_batch_over_a_million_bytes_is_refused() {
    Answer answer = taken.server.post(
        API + "runs/log-batch",
        "{'run_id': '" + taken.run + "', 'tags': [{'key': 'a', 'value': '" + "x".repeat(1_000_000)
            + "'}]}");

    assertRefused(
        answer,
        400,
        "INVALID_PARAMETER_VALUE",
        "Batched logging API requests must be at most 1000000 bytes");
  }

  @Test
  void a_long_name_is_refused_and_a_long_param_is_cut_as_mlflow_does() {
    String path = API + "runs/log-parameter";
    Answer key = taken.server.post(
        path, "{'run_id': '" + taken.run + "', 'key': '" + "k".repeat(251) + "'}");
    Answer value = taken.server.post(
        path,
        "{'run_id': '" + taken.run + "', 'key': 'long', 'value': '" + "v".repeat(6_001) + "'}");

    assertRefused(
        key,
        400,
        "INVALID_PARAMETER_VALUE",
        "'Param key' exceeds the maximum length of 250 characters");
    assertThat(value.status()).isEqualTo(200);
    assertThat(taken.server.get(API + "runs/get?run_id=" + taken.run).body())
        .contains("\"" + "v".repeat(6_000) + "\"");
  }

  @ParameterizedTest
  @ValueSource(strings = {"not json", "[1]", "5", "{'name': 'x'", "\"'\""})
  void a_body_that_is_no_object_is_refused(String body) {
    Answer answer = taken.server.post(API + "experiments/search", body);

    assertRefused(answer, 400, "BAD_REQUEST", "Bad Request. The body is not a JSON object.");
  }

  @Test
  void a_nul_character_is_refused() {
    Answer answer = taken.server.post(API + "experiments/create", "{'name': 'a\\u0000b'}");

    assertRefused(answer, 400, "INVALID_PARAMETER_VALUE", "parameter 'name'");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "registered-models/create | {'name': 'a\\ud800'} | name",
        "registered-models/create | {'name': 'a', 'tags': [{'key': 'k', 'value': '\\udc00\\ud800'}]} | tags[0].value",
        "runs/search | {'experiment_ids': ['0'], 'filter': 'tags.\\ud800 = 1'} | filter",
        "runs/search | {'experiment_ids': ['0'], 'order_by': ['tags.\\ud800']} | order_by"
      })
  void half_of_a_surrogate_pair_is_refused_and_never_kept_as_another_text(
      String path, String body, String field) {
    Answer answer = taken.server.post(API + path, body);

    assertRefused(
        answer,
        400,
        "INVALID_PARAMETER_VALUE",
        "parameter '" + field + "': half of a surrogate pair (expected: Unicode text)");
  }

  @Test
  void a_whole_surrogate_pair_is_a_letter_like_others() {
    Answer answer = taken.server.post(
        API + "runs/create", "{'experiment_id': '0', 'run_name': '\\ud83d\\ude82'}");

    assertThat(answer.at("/run/info/run_name")).isEqualTo("\uD83D\uDE82");
  }

  @Test
  void an_unknown_field_is_ignored_and_camel_case_is_understood() {
    Answer answer = taken.server.post(
        API + "runs/create", "{'experimentId': '0', 'unknown': 1, 'runName': 'camel'}");

    assertThat(answer.status()).isEqualTo(200);
    assertThat(answer.at("/run/info/run_name")).isEqualTo("camel");
  }

  @Test
  void what_is_too_long_for_an_index_is_refused() {
    String model = taken
        .server
        .post(API + "logged-models", "{'experiment_id': '0'}")
        .at("/model/info/model_id");
    String longText = "k".repeat(9_000);

    assertThat(taken
            .server
            .post(
                API + "logged-models/" + model + "/params",
                "{'params': [{'key': '" + longText + "', 'value': 'v'}]}")
            .status())
        .isEqualTo(400);
    assertThat(taken
            .server
            .post(
                API + "runs/outputs",
                "{'run_id': '" + taken.run + "', 'models': [{'model_id': '" + longText + "'}]}")
            .status())
        .isEqualTo(400);
    assertThat(taken
            .server
            .post(
                API + "model-versions/create",
                "{'name': 'taken', 'source': 's3://b/m', 'run_id': '" + longText + "'}")
            .status())
        .isEqualTo(400);
    assertThat(taken
            .server
            .put("/api/2.0/mlflow-artifacts/artifacts/" + "a/".repeat(1_500) + "b", new byte[0])
            .status())
        .isEqualTo(400);
  }
}
