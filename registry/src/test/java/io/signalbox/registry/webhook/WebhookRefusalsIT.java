package io.signalbox.registry.webhook;

import static org.assertj.core.api.Assertions.assertThat;

import io.signalbox.registry.RegistryServer;
import io.signalbox.registry.RegistryServer.Answer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** As a server is without being told otherwise: https, public addresses. */
class WebhookRefusalsIT {
  private static final String MLFLOW = "/api/2.0/mlflow/webhooks";
  private static final String ABSENT = "00000000-0000-4000-8000-000000000000";
  private static RegistryServer server;

  @BeforeAll
  static void start() {
    server = new RegistryServer();
  }

  @AfterAll
  static void stop() {
    server.close();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{}|Missing value for required parameter 'name'.",
        "{'name':'a'}|Missing value for required parameter 'url'.",
        "{'name':'a','url':'https://8.8.8.8/'}|Missing value for required parameter 'events'.",
        "{'name':'a','url':'https://8.8.8.8/','events':[]}|Missing value for required parameter 'events'.",
        "{'name':'a','url':'https://8.8.8.8/','events':{}}|Invalid value {} for parameter 'events' supplied",
        "{'name':'a','url':'https://8.8.8.8/','events':[1]}|Invalid value 1 for parameter 'events' supplied",
        "{'name':'a','url':'https://8.8.8.8/','events':[{'entity':'PROMPT'}]}|Missing value for required parameter 'events[0].action'.",
        "{'name':'a','url':'https://8.8.8.8/','events':[{'entity':'PROMPT','action':'DELETED'}]}|Event prompt.deleted is not sent",
        "{'name':'a','url':'https://8.8.8.8/','events':[{'entity':'MODEL_VERSION','action':'DELETED'}]}|Event model_version.deleted is not sent",
        "{'name':'a','url':'https://8.8.8.8/','events':[{'entity':'BUDGET_POLICY','action':'EXCEEDED'}]}|Event budget_policy.exceeded is not sent",
        "{'name':'-a','url':'https://8.8.8.8/','events':[{'entity':'PROMPT','action':'CREATED'}]}|Webhook name '-a' is invalid.",
        "{'name':'a b','url':'https://8.8.8.8/','events':[{'entity':'PROMPT','action':'CREATED'}]}|Webhook name 'a b' is invalid.",
        "{'name':'a','url':'http://8.8.8.8/','events':[{'entity':'PROMPT','action':'CREATED'}]}|Webhook URL refused: Invalid URL scheme: 'http'",
        "{'name':'a','url':'https://127.0.0.1/','events':[{'entity':'PROMPT','action':'CREATED'}]}|Webhook URL refused: host '127.0.0.1' is not a public address",
        "{'name':'a','url':'https://localhost:9/','events':[{'entity':'PROMPT','action':'CREATED'}]}|Webhook URL refused: host 'localhost' is not a public address",
        "{'name':'a','url':'https://169.254.169.254/latest','events':[{'entity':'PROMPT','action':'CREATED'}]}|Webhook URL refused: host '169.254.169.254' is not",
        "{'name':'a','url':'https://8.8.8.8/','status':'PAUSED','events':[{'entity':'PROMPT','action':'CREATED'}]}|Invalid value \"PAUSED\" for parameter 'status'",
        "{'name':7,'url':'https://8.8.8.8/','events':[{'entity':'PROMPT','action':'CREATED'}]}|Invalid value 7 for parameter 'name' supplied"
      })
  void what_is_no_webhook_is_refused_in_mlflow_s_body(String body, String message) {
    Answer answer = server.post(MLFLOW, body);

    assertThat(answer.status()).as(answer.body()).isEqualTo(400);
    assertThat(answer.at("/error_code")).isEqualTo("INVALID_PARAMETER_VALUE");
    assertThat(answer.at("/message")).startsWith(message);
    assertThat(server.get(MLFLOW).json().at("/webhooks")).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "GET, /" + ABSENT + ", 404",
    "GET, /not-an-id, 404",
    "PATCH, /" + ABSENT + ", 404",
    "DELETE, /" + ABSENT + ", 404",
    "POST, /" + ABSENT + "/test, 404",
    "GET, ?max_results=0, 400",
    "GET, ?max_results=1001, 400",
    "GET, ?max_results=x, 400",
    "GET, ?page_token=x, 400"
  })
  void what_is_not_there_is_not_found(String method, String path, int status) {
    Answer answer =
        method.equals("GET") ? server.get(MLFLOW + path) : server.send(method, MLFLOW + path, "{}");

    assertThat(answer.status()).as(answer.body()).isEqualTo(status);
    assertThat(answer.at("/error_code"))
        .isEqualTo(status == 404 ? "RESOURCE_DOES_NOT_EXIST" : "INVALID_PARAMETER_VALUE");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{'name':'a','url':'https://8.8.8.8/','events':['model_version.created']}|400|reason-refused",
        "{'name':'a','url':'https://8.8.8.8/','events':['model_version.exploded'],'reason':'r'}|400|invalid-registry-value",
        "{'name':'a','url':'https://8.8.8.8/','events':[null],'reason':'r'}|400|invalid-registry-value",
        "{'name':'a','url':'https://8.8.8.8/','events':[],'reason':'r'}|400|invalid-registry-value",
        "{'name':'a','url':'https://8.8.8.8/','reason':'r'}|400|invalid-registry-value",
        "{'url':'https://8.8.8.8/','events':['model_version.created'],'reason':'r'}|400|invalid-registry-value",
        "{'name':'a','events':['model_version.created'],'reason':'r'}|400|invalid-registry-value",
        "{'name':'a','url':'https://10.0.0.1/','events':['model_version.created'],'reason':'r'}|400|invalid-registry-value"
      })
  void what_is_no_webhook_is_a_problem_on_our_own_path(String body, int status, String type) {
    Answer answer = server.post("/api/v1/webhooks", body);

    assertThat(answer.status()).as(answer.body()).isEqualTo(status);
    assertThat(answer.at("/type")).isEqualTo("urn:signalbox:problem:" + type);
    assertThat(server.get("/api/v1/webhooks").json()).isEmpty();
  }

  @Test
  void a_page_has_a_token_for_the_next() {
    for (int i = 0; i < 3; i++) {
      server.post(
          MLFLOW,
          "{'name':'w%d','url':'https://8.8.8.8/','events':[{'entity':'PROMPT','action':'CREATED'}]}"
              .formatted(i));
    }

    Answer first = server.get(MLFLOW + "?max_results=2");
    Answer second = server.get(MLFLOW + "?max_results=2&page_token="
        + java.net.URLEncoder.encode(
            first.at("/next_page_token"), java.nio.charset.StandardCharsets.UTF_8));

    assertThat(first.json().at("/webhooks")).hasSize(2);
    assertThat(second.json().at("/webhooks")).hasSize(1);
    assertThat(second.json().has("next_page_token")).isFalse();
    for (var webhook : server.get(MLFLOW).json().at("/webhooks")) {
      server.send("DELETE", MLFLOW + "/" + webhook.at("/webhook_id").asString(), "{}");
    }
  }
}
