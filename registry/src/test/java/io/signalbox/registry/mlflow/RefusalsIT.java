package io.signalbox.registry.mlflow;

import static io.signalbox.registry.mlflow.Taken.API;
import static io.signalbox.registry.mlflow.Taken.assertRefused;
import static org.assertj.core.api.Assertions.assertThat;

import io.signalbox.registry.OneRegistry;
import io.signalbox.registry.RegistryServer.Answer;
import java.net.http.HttpRequest;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What is sent, and the status, code and words that MLflow 3.17.2 answers it with. RUN stands for a run's id. */
@ExtendWith(OneRegistry.class)
class RefusalsIT {
  private static Taken taken;

  @BeforeAll
  static void given() {
    taken = new Taken(OneRegistry.server());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '~',
      value = {
        "experiments/create | {} | 400 | INVALID_PARAMETER_VALUE | Missing value for required parameter 'name'. See the API docs",
        "experiments/create | {'name': 5} | 400 | INVALID_PARAMETER_VALUE | Invalid value 5 for parameter 'name' supplied:  Hint: Value was of type 'int'.",
        "experiments/create | {'name': 'taken'} | 400 | RESOURCE_ALREADY_EXISTS | Experiment(name=taken) already exists.",
        "experiments/create | {'name': 'a', 'artifact_location': '/etc'} | 400 | INVALID_PARAMETER_VALUE | Invalid artifact location: '/etc'",
        "experiments/create | {'name': 'a', 'tags': [{'key': '../a'}]} | 400 | INVALID_PARAMETER_VALUE | Invalid value ~../a~ for parameter 'key' supplied: Names may be treated as files",
        "experiments/update | {'experiment_id': '0'} | 400 | INVALID_PARAMETER_VALUE | Missing value for required parameter 'new_name'.",
        "experiments/update | {'experiment_id': '77', 'new_name': 'x'} | 404 | RESOURCE_DOES_NOT_EXIST | No Experiment with id=77 exists",
        "experiments/delete | {'experiment_id': 'x'} | 400 | INVALID_PARAMETER_VALUE | Invalid experiment ID 'x'. Experiment ID must be a valid integer.",
        "experiments/delete-experiment-tag | {'experiment_id': '0', 'key': 'k'} | 404 | RESOURCE_DOES_NOT_EXIST | No tag with name: k in experiment with id 0",
        "experiments/search | {'max_results': 0} | 400 | INVALID_PARAMETER_VALUE | Invalid value 0 for parameter 'max_results' supplied. It must be a positive integer",
        "experiments/search | {'filter': 'metrics.a > 1'} | 400 | INVALID_PARAMETER_VALUE | Invalid entity type 'metric'.",
        "runs/create | {'experiment_id': '77'} | 404 | RESOURCE_DOES_NOT_EXIST | No Experiment with id=77 exists",
        "runs/create | {'experiment_id': '0', 'start_time': 'x'} | 400 | INVALID_PARAMETER_VALUE | Invalid value ~x~ for parameter 'start_time' supplied:  Hint: Value was of type 'str'.",
        "runs/create | {'experiment_id': '0', 'run_name': 'a', 'tags': [{'key': 'mlflow.runName', 'value': 'b'}]} | 400 | INVALID_PARAMETER_VALUE | Both 'run_name' argument and 'mlflow.runName' tag are specified, but with different values (run_name='a', mlflow.runName='b').",
        "runs/update | {'run_id': 'RUN', 'status': 'DONE'} | 400 | INVALID_PARAMETER_VALUE | Invalid value ~DONE~ for parameter 'status'",
        "runs/update | {} | 400 | INVALID_PARAMETER_VALUE | Missing value for required parameter 'run_id'.",
        "runs/delete | {'run_id': 'nope'} | 404 | RESOURCE_DOES_NOT_EXIST | Run with id=nope not found",
        "runs/log-metric | {'run_id': 'RUN', 'value': 1, 'timestamp': 1} | 400 | INVALID_PARAMETER_VALUE | Missing value for required parameter 'key'.",
        "runs/log-metric | {'run_id': 'RUN', 'key': 'a', 'timestamp': 1} | 400 | INVALID_PARAMETER_VALUE | Missing value for required parameter 'value'.",
        "runs/log-metric | {'run_id': 'RUN', 'key': 'a', 'value': 'x', 'timestamp': 1} | 400 | INVALID_PARAMETER_VALUE | Invalid value ~x~ for parameter 'value' supplied:  Hint: Value was of type 'str'.",
        "runs/log-metric | {'run_id': 'RUN', 'key': 'a', 'value': 1, 'timestamp': 'x'} | 400 | INVALID_PARAMETER_VALUE | Invalid value ~x~ for parameter 'timestamp' supplied",
        "runs/log-metric | {'run_id': 'RUN', 'key': 'a', 'value': 1, 'timestamp': -1} | 400 | INVALID_PARAMETER_VALUE | Invalid value -1 for parameter 'timestamp' supplied",
        "runs/log-metric | {'run_id': 'RUN', 'key': '../a', 'value': 1, 'timestamp': 1} | 400 | INVALID_PARAMETER_VALUE | Invalid value ~../a~ for parameter 'name' supplied: Names may be treated as files in certain cases, and must not resolve to other names when treated as such. This name would resolve to '../a'",
        "runs/log-metric | {'run_id': 'RUN', 'key': 'a*b', 'value': 1, 'timestamp': 1} | 400 | INVALID_PARAMETER_VALUE | Invalid value ~a*b~ for parameter 'name' supplied: Names may only contain alphanumerics, underscores (_), dashes (-), periods (.), spaces ( ), colon(:) and slashes (/).",
        "runs/log-parameter | {'run_id': 'RUN', 'key': '/a', 'value': '1'} | 400 | INVALID_PARAMETER_VALUE | Invalid value ~/a~ for parameter",
        "runs/log-batch | {'run_id': 'RUN', 'metrics': [{'value': 1, 'timestamp': 1}]} | 400 | INVALID_PARAMETER_VALUE | Missing value for required parameter 'metrics[0].key'.",
        "runs/log-batch | {'run_id': 'RUN', 'params': [{'key': 'a', 'value': '1'}, {'value': '1'}]} | 400 | INVALID_PARAMETER_VALUE | Missing value for required parameter 'params[1].key'.",
        "runs/log-batch | {'run_id': 'RUN', 'params': [{'key': 'a', 'value': '1'}, {'key': 'a', 'value': '1'}]} | 400 | INVALID_PARAMETER_VALUE | Duplicate parameter keys have been submitted:",
        "runs/log-batch | {'run_id': 'RUN', 'metrics': 'x'} | 400 | INVALID_PARAMETER_VALUE | Invalid value ~x~ for parameter 'metrics' supplied:  Hint: Value was of type 'str'.",
        "runs/delete-tag | {'run_id': 'RUN', 'key': 'unknown'} | 404 | RESOURCE_DOES_NOT_EXIST | No tag with name: unknown in run with id RUN",
        "runs/log-model | {'run_id': 'RUN', 'model_json': 'no'} | 400 | INVALID_PARAMETER_VALUE | Malformed model info.",
        "runs/log-model | {'run_id': 'RUN', 'model_json': '{}'} | 400 | INVALID_PARAMETER_VALUE | Model json is missing mandatory fields:",
        "runs/search | {'experiment_ids': ['0'], 'max_results': 50001} | 400 | INVALID_PARAMETER_VALUE | Invalid value 50001 for parameter 'max_results' supplied:  Hint: Value was of type 'int'.",
        "runs/search | {'experiment_ids': ['0'], 'page_token': '?'} | 400 | INVALID_PARAMETER_VALUE | Invalid page token",
        "runs/search | {'experiment_ids': ['0'], 'filter': 'attributes.nope = 1'} | 400 | INVALID_PARAMETER_VALUE | Invalid attribute key 'nope' specified. Valid keys are",
        "registered-models/create | {'name': 'taken'} | 400 | RESOURCE_ALREADY_EXISTS | Registered Model (name=taken) already exists.",
        "registered-models/create | {'name': 'a/b'} | 400 | INVALID_PARAMETER_VALUE | Invalid model name 'a/b'. Names cannot contain '/' or ':'.",
        "registered-models/create | {'name': ' '} | 400 | INVALID_PARAMETER_VALUE | Missing value for required parameter 'name'.",
        "registered-models/create | {'name': '..'} | 400 | INVALID_PARAMETER_VALUE | Invalid value ~..~ for parameter 'name' supplied: Names may be treated as files",
        "registered-models/rename | {'name': 'nope', 'new_name': 'x'} | 404 | RESOURCE_DOES_NOT_EXIST | Registered Model with name=nope not found",
        "registered-models/alias | {'name': 'taken', 'version': '1', 'alias': 'latest'} | 400 | INVALID_PARAMETER_VALUE | 'latest' alias name (case insensitive) is reserved.",
        "registered-models/alias | {'name': 'taken', 'version': '1', 'alias': 'v12'} | 400 | INVALID_PARAMETER_VALUE | Version alias name 'v12' is reserved.",
        "registered-models/alias | {'name': 'taken', 'version': '1', 'alias': 'a b'} | 400 | INVALID_PARAMETER_VALUE | Invalid alias name: 'a b'. Names may only contain",
        "registered-models/alias | {'name': 'taken', 'version': '9', 'alias': 'a'} | 404 | RESOURCE_DOES_NOT_EXIST | Model Version (name=taken, version=9) not found",
        "registered-models/get-latest-versions | {'name': 'taken', 'stages': ['Nope']} | 400 | INVALID_PARAMETER_VALUE | Invalid Model Version stage: Nope. Value must be one of",
        "model-versions/create | {'name': 'taken'} | 400 | INVALID_PARAMETER_VALUE | Missing value for required parameter 'source'.",
        "model-versions/create | {'name': 'nope', 'source': 's3://b/m'} | 404 | RESOURCE_DOES_NOT_EXIST | Registered Model with name=nope not found",
        "model-versions/create | {'name': 'taken', 'source': '/etc/passwd'} | 400 | INVALID_PARAMETER_VALUE | Invalid model version source: '/etc/passwd'. To use a local path as a model version source",
        "model-versions/create | {'name': 'taken', 'source': 'mlflow-artifacts:/0/x/artifacts'} | 400 | INVALID_PARAMETER_VALUE | Invalid model version source: 'mlflow-artifacts:/0/x/artifacts'. The run_id request parameter must identify the resource that contains the source.",
        "model-versions/create | {'name': 'taken', 'source': 'mlflow-artifacts:/0/RUN/artifactsX', 'run_id': 'RUN'} | 400 | INVALID_PARAMETER_VALUE | Invalid model version source: 'mlflow-artifacts:/0/RUN/artifactsX'. The run_id request",
        "model-versions/create | {'name': 'taken', 'source': 'mlflow-artifacts:/0/RUN/artifacts/../../y', 'run_id': 'RUN'} | 400 | INVALID_PARAMETER_VALUE | Invalid model version source: 'mlflow-artifacts:/0/RUN/artifacts/../../y'. If supplying a source",
        "model-versions/create | {'name': 'taken', 'source': 'mlflow-artifacts:/0/RUN/artifacts/%252e%252e/y', 'run_id': 'RUN'} | 400 | INVALID_PARAMETER_VALUE | Invalid model version source: 'mlflow-artifacts:/0/RUN/artifacts/%252e%252e/y'. If supplying a source",
        "model-versions/create | {'name': 'taken', 'source': 'models:/m-nope'} | 400 | INVALID_PARAMETER_VALUE | Invalid model version source: 'models:/m-nope'. The model_id request parameter",
        "model-versions/create | {'name': 'taken', 'source': 'models:/taken/99'} | 404 | RESOURCE_DOES_NOT_EXIST | Model Version (name=taken, version=99) not found",
        "model-versions/create | {'name': 'taken', 'source': 'models:/taken/0'} | 404 | RESOURCE_DOES_NOT_EXIST | Model Version (name=taken, version=0) not found",
        "model-versions/create | {'name': 'taken', 'source': 'models:/taken/99999999999'} | 404 | RESOURCE_DOES_NOT_EXIST | Model Version (name=taken, version=99999999999) not found",
        "model-versions/create | {'name': 'taken', 'source': 'models:/nope/1'} | 404 | RESOURCE_DOES_NOT_EXIST | Registered Model with name=nope not found",
        "model-versions/create | {'name': 'taken', 'source': 'models:/taken/Production'} | 404 | RESOURCE_DOES_NOT_EXIST | No versions of model with name 'taken' and stage 'Production' found",
        "model-versions/create | {'name': 'taken', 'source': 'models:/taken@nope'} | 400 | INVALID_PARAMETER_VALUE | Registered model alias nope not found.",
        "model-versions/create | {'name': 'taken', 'source': 'models:/taken'} | 400 | INVALID_PARAMETER_VALUE | Invalid model version source: 'models:/taken'. The model_id request parameter must identify",
        "model-versions/create | {'name': 'taken', 'source': 'models:/a/b/c'} | 400 | INVALID_PARAMETER_VALUE | Invalid model version source: 'models:/a/b/c'. The model_id request parameter must identify",
        "model-versions/set-tag | {'name': 'taken', 'version': '0', 'key': 'k', 'value': 'v'} | 404 | RESOURCE_DOES_NOT_EXIST | Model Version (name=taken, version=0) not found",
        "model-versions/set-tag | {'name': 'taken', 'version': '-1', 'key': 'k', 'value': 'v'} | 404 | RESOURCE_DOES_NOT_EXIST | Model Version (name=taken, version=-1) not found",
        "model-versions/transition-stage | {'name': 'taken', 'version': '0', 'stage': 'Staging'} | 404 | RESOURCE_DOES_NOT_EXIST | Model Version (name=taken, version=0) not found",
        "registered-models/alias | {'name': 'taken', 'version': '0', 'alias': 'a'} | 404 | RESOURCE_DOES_NOT_EXIST | Model Version (name=taken, version=0) not found",
        "model-versions/transition-stage | {'name': 'taken', 'version': '1', 'stage': 'Live'} | 400 | INVALID_PARAMETER_VALUE | Invalid Model Version stage: Live. Value must be one of",
        "model-versions/transition-stage | {'name': 'taken', 'version': '9', 'stage': 'Staging'} | 404 | RESOURCE_DOES_NOT_EXIST | Model Version (name=taken, version=9) not found",
        "model-versions/transition-stage | {'name': 'nope', 'version': '9', 'stage': 'Staging'} | 404 | RESOURCE_DOES_NOT_EXIST | Model Version (name=nope, version=9) not found",
        "model-versions/transition-stage | {'name': 'taken', 'version': '1', 'stage': 'None', 'archive_existing_versions': true} | 400 | INVALID_PARAMETER_VALUE | Model version transition cannot archive existing model versions because 'None' is not an Active stage.",
        "model-versions/set-tag | {'name': 'taken', 'version': 'x', 'key': 'k', 'value': 'v'} | 400 | INVALID_PARAMETER_VALUE | Parameter 'version' must be an integer, got 'x'.",
        "logged-models | {} | 400 | INVALID_PARAMETER_VALUE | Missing value for required parameter 'experiment_id'.",
        "logged-models | {'experiment_id': '0', 'name': 'a.b'} | 400 | INVALID_PARAMETER_VALUE | Invalid model name ('a.b') provided.",
        "logged-models/search | {} | 400 | INVALID_PARAMETER_VALUE | Missing value for required parameter 'experiment_ids'."
      })
  void a_post_is_refused_in_mlflows_words(
      String path, String body, int status, String code, String message) {
    Answer answer = taken.server.post(API + path, body.replace("RUN", taken.run));

    assertRefused(answer, status, code, message.replace("RUN", taken.run).replace('~', '"'));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '~',
      value = {
        "runs/get | 400 | INVALID_PARAMETER_VALUE | Missing value for required parameter 'run_id'.",
        "runs/get?run_id=nope | 404 | RESOURCE_DOES_NOT_EXIST | Run with id=nope not found",
        "experiments/get?experiment_id=77 | 404 | RESOURCE_DOES_NOT_EXIST | No Experiment with id=77 exists",
        "experiments/get-by-name?experiment_name=nope | 404 | RESOURCE_DOES_NOT_EXIST | Could not find experiment with name 'nope'",
        "registered-models/get?name=nope | 404 | RESOURCE_DOES_NOT_EXIST | Registered Model with name=nope not found",
        "registered-models/alias?name=taken&alias=nope | 400 | INVALID_PARAMETER_VALUE | Registered model alias nope not found.",
        "registered-models/search?max_results=1001 | 400 | INVALID_PARAMETER_VALUE | Invalid value",
        "registered-models/search?filter=tags.a | 400 | INVALID_PARAMETER_VALUE | Invalid clause(s) in filter string",
        "model-versions/search?order_by=run_id | 400 | INVALID_PARAMETER_VALUE | Invalid attribute key 'run_id' specified.",
        "model-versions/get?name=taken&version=9 | 404 | RESOURCE_DOES_NOT_EXIST | Model Version (name=taken, version=9) not found",
        "logged-models/m-nope | 404 | RESOURCE_DOES_NOT_EXIST | Logged model with ID 'm-nope' not found.",
        "metrics/get-history?run_id=RUN&metric_key=a&max_results=0 | 400 | INVALID_PARAMETER_VALUE | Invalid value 0 for parameter 'max_results' supplied. It must be a positive integer",
        "scorers/list | 404 | ENDPOINT_NOT_FOUND | API path not found: GET /api/2.0/mlflow/scorers/list",
        "traces | 404 | ENDPOINT_NOT_FOUND | API path not found"
      })
  void a_get_is_refused_in_mlflows_words(String path, int status, String code, String message) {
    Answer answer = taken.server.get(API + path.replace("RUN", taken.run));

    assertRefused(answer, status, code, message);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/api/2.0/mlflow-artifacts/artifacts/%2e%2e/%2e%2e/secret",
        "/api/2.0/mlflow-artifacts/artifacts/a/%252e%252e/secret",
        "/api/2.0/mlflow-artifacts/artifacts/a%5c..%5csecret",
        "/api/2.0/mlflow-artifacts/artifacts//etc/passwd",
        "/api/2.0/mlflow-artifacts/artifacts/a%23b"
      })
  void an_artifact_outside_its_root_is_refused(String path) {
    Answer answer = taken.server.put(path, new byte[] {1});

    assertThat(answer.status()).as(answer.body()).isBetween(400, 404);
    assertThat(taken.server.home().resolve("secret")).doesNotExist();
  }

  @Test
  void a_missing_artifact_is_not_found() {
    Answer answer = taken.server.get("/api/2.0/mlflow-artifacts/artifacts/0/nope");

    assertRefused(answer, 404, "RESOURCE_DOES_NOT_EXIST", "No such artifact: '0/nope'");
  }

  @Test
  void another_content_type_is_refused() {
    Answer answer = taken.server.send(taken
        .server
        .request(API + "experiments/create")
        .header("Content-Type", "text/plain")
        .POST(HttpRequest.BodyPublishers.ofString("{}")));

    assertRefused(
        answer,
        400,
        "INVALID_PARAMETER_VALUE",
        "Bad Request. Content-Type must be one of ['application/json'].");
  }
}
