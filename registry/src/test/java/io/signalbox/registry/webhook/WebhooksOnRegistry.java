package io.signalbox.registry.webhook;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.signalbox.registry.HttpListener;
import io.signalbox.registry.OneRegistry;
import io.signalbox.registry.RegistryServer;
import io.signalbox.registry.RegistryServer.Answer;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Webhooks of the shared registry that lead to a listener; they end with the test. */
final class WebhooksOnRegistry implements AutoCloseable {
  static final String MLFLOW = "/api/2.0/mlflow/";

  final RegistryServer server = OneRegistry.server();
  final HttpListener listener = new HttpListener();

  @Override
  public void close() {
    for (JsonNode webhook : server.get("/api/v1/webhooks").json()) {
      server.send("DELETE", path(webhook.at("/id").asString()) + "?reason=over", "");
    }
    listener.close();
  }

  List<JsonNode> data(int expected) {
    await().atMost(Duration.ofSeconds(20)).until(() -> listener.received().size() >= expected);
    List<JsonNode> data = listener.received().stream()
        .map(request -> JsonMapper.shared().readTree(request.body()).at("/data"))
        .toList();
    assertThat(data).hasSize(expected);
    return data;
  }

  List<JsonNode> deliveries(String id) {
    await()
        .until(() -> server
            .get(path(id) + "/deliveries")
            .json()
            .valueStream()
            .noneMatch(each -> each.at("/state").asString().equals("waiting")));
    return server.get(path(id) + "/deliveries").json().valueStream().toList();
  }

  String mlflowWebhook(String... events) {
    StringBuilder list = new StringBuilder();
    for (String event : events) {
      String[] parts = event.toUpperCase(java.util.Locale.ROOT).split("\\.", 2);
      list.append(list.isEmpty() ? "" : ",")
          .append("{'entity':'%s','action':'%s'}".formatted(parts[0], parts[1]));
    }
    Answer made = server.post(
        MLFLOW + "webhooks",
        "{'name':'hook','url':'%s','events':[%s]}".formatted(listener.url("/hook"), list));
    assertThat(made.status()).as(made.body()).isEqualTo(200);
    return made.at("/webhook/webhook_id");
  }

  void post(String path, String body, String model) {
    send("POST", path, body, model);
  }

  void send(String method, String path, String body, String model) {
    Answer answer = server.send(method, MLFLOW + path, body.replace("%s", model));
    assertThat(answer.status()).as(answer.body()).isEqualTo(200);
  }

  static JsonNode json(String text, String model) {
    return JsonMapper.shared().readTree(text.replace('\'', '"').replace("%s", model));
  }

  static String path(String id) {
    return "/api/v1/webhooks/" + id;
  }

  static String name() {
    return "model-" + UUID.randomUUID();
  }
}
