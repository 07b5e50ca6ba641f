package io.signalbox.registry.mlflow;

import static org.assertj.core.api.Assertions.assertThat;

import io.signalbox.registry.RegistryServer;
import io.signalbox.registry.RegistryServer.Answer;

/** What is there when something is asked that is refused: a run, and a model, an experiment and a version that have their names already. */
final class Taken {
  static final String API = "/api/2.0/mlflow/";

  final RegistryServer server;
  final String run;

  /** What is there already stays. */
  Taken(RegistryServer server) {
    this.server = server;
    run = server
        .post(API + "runs/create", "{'experiment_id': '0', 'run_name': 'r'}")
        .at("/run/info/run_id");
    server.post(API + "registered-models/create", "{'name': 'taken'}");
    server.post(API + "experiments/create", "{'name': 'taken'}");
    server.post(
        API + "model-versions/create",
        "{'name': 'taken', 'source': 'runs:/" + run + "/model', 'run_id': '" + run + "'}");
  }

  static void assertRefused(Answer answer, int status, String code, String message) {
    assertThat(answer.status()).as(answer.body()).isEqualTo(status);
    assertThat(answer.at("/error_code")).isEqualTo(code);
    assertThat(answer.at("/message")).startsWith(message);
  }
}
