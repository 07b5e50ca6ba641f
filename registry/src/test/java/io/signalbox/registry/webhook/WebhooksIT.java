package io.signalbox.registry.webhook;

import static io.signalbox.registry.webhook.WebhooksOnRegistry.MLFLOW;
import static io.signalbox.registry.webhook.WebhooksOnRegistry.name;
import static io.signalbox.registry.webhook.WebhooksOnRegistry.path;
import static org.assertj.core.api.Assertions.assertThat;

import io.signalbox.registry.HttpListener;
import io.signalbox.registry.HttpListener.Request;
import io.signalbox.registry.OneRegistry;
import io.signalbox.registry.RegistryServer;
import io.signalbox.registry.RegistryServer.Answer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import tools.jackson.databind.JsonNode;

/** Webhooks from the change to the listener, over both interfaces. */
@ExtendWith(OneRegistry.class)
class WebhooksIT {
  private final WebhooksOnRegistry on = new WebhooksOnRegistry();
  private final RegistryServer server = on.server;
  private final HttpListener listener = on.listener;

  @AfterEach
  void forget() {
    on.close();
  }

  @Test
  void a_change_that_is_refused_or_rolled_back_tells_nobody() {
    String model = name();
    on.mlflowWebhook("registered_model.created");
    on.post("registered-models/create", "{'name':'%s'}", model);

    assertThat(server
            .post(MLFLOW + "registered-models/create", "{'name':'%s'}".formatted(model))
            .status())
        .isEqualTo(400);
    on.post("registered-models/create", "{'name':'%s'}", model + "-2");

    assertThat(on.data(2))
        .extracting(data -> data.at("/name").asString())
        .containsExactly(model, model + "-2");
  }

  @Test
  void a_disabled_webhook_gets_nothing_and_one_that_is_deleted_is_gone() {
    String id = on.mlflowWebhook("registered_model.created");
    Answer disabled = server.send("PATCH", MLFLOW + "webhooks/" + id, "{'status':'DISABLED'}");
    assertThat(disabled.at("/webhook/status")).isEqualTo("DISABLED");
    on.post("registered-models/create", "{'name':'%s'}", name());
    server.send("PATCH", MLFLOW + "webhooks/" + id, "{'status':'ACTIVE'}");
    String heard = name();
    on.post("registered-models/create", "{'name':'%s'}", heard);
    assertThat(on.data(1).getFirst().at("/name").asString()).isEqualTo(heard);

    assertThat(server.send("DELETE", MLFLOW + "webhooks/" + id, "{}").status()).isEqualTo(200);

    assertThat(server.get(MLFLOW + "webhooks/" + id).status()).isEqualTo(404);
    assertThat(server.get(MLFLOW + "webhooks/" + id).at("/error_code"))
        .isEqualTo("RESOURCE_DOES_NOT_EXIST");
    assertThat(server.get(path(id)).status()).isEqualTo(404);
  }

  @Test
  void mlflow_s_clients_see_mlflow_s_events_only_and_leave_the_others() {
    Answer own = server.post(
        "/api/v1/webhooks",
        "{'name':'own','url':'%s','reason':'r','events':['model_version.deleted']}"
            .formatted(listener.url("/own")));
    Answer both = server.post(
        "/api/v1/webhooks",
        "{'name':'both','url':'%s','reason':'r','events':['model_version.deleted','model_version.created']}"
            .formatted(listener.url("/both")));

    JsonNode seen = server.get(MLFLOW + "webhooks").json().at("/webhooks");
    assertThat(seen).hasSize(1);
    assertThat(seen.at("/0/events")).hasSize(1);
    assertThat(seen.at("/0/events/0/entity").asString()).isEqualTo("MODEL_VERSION");
    assertThat(server.get(MLFLOW + "webhooks/" + own.at("/id")).status()).isEqualTo(404);
    server.send(
        "PATCH",
        MLFLOW + "webhooks/" + both.at("/id"),
        "{'events':[{'entity':'PROMPT','action':'CREATED'}]}");

    assertThat(server.get(path(both.at("/id"))).json().at("/events").toString())
        .isEqualTo("[\"prompt.created\",\"model_version.deleted\"]");
  }

  @Test
  void the_secret_signs_and_is_shown_nowhere() {
    String made = server
        .post(
            "/api/v1/webhooks",
            "{'name':'signed','url':'%s','reason':'r','secret':'s3cr3t','events':['registered_model.created']}"
                .formatted(listener.url("/signed")))
        .body();
    on.post("registered-models/create", "{'name':'%s'}", name());
    on.data(1);

    Request request = listener.received().getFirst();
    String content = request.header("X-MLflow-Delivery-Id") + "."
        + request.header("X-MLflow-Timestamp") + "." + request.body();
    assertThat(request.header("X-MLflow-Signature")).isEqualTo(Signature.of("s3cr3t", content));
    assertThat(made).doesNotContain("s3cr3t");
    assertThat(server.get("/api/v1/webhooks").body()).doesNotContain("s3cr3t");
    assertThat(server.get(MLFLOW + "webhooks").body()).doesNotContain("s3cr3t");
    assertThat(server
            .jdbc()
            .sql("SELECT detail::text FROM registry.changes")
            .query(String.class)
            .list())
        .noneMatch(detail -> detail.contains("s3cr3t"));
  }

  @Test
  void its_own_changes_are_in_history_with_author_and_reason() {
    String id = server
        .post(
            "/api/v1/webhooks",
            "{'name':'kept-in-history','url':'%s','reason':'to hear','events':['registered_model.created']}"
                .formatted(listener.url("/")))
        .at("/id");
    server.send("PATCH", path(id), "{'description':'x','reason':'said more'}");
    server.send("DELETE", path(id) + "?reason=enough", "");

    assertThat(server
            .jdbc()
            .sql(
                "SELECT action || ' ' || author || ' ' || reason FROM registry.changes WHERE subject = 'webhook kept-in-history' ORDER BY id")
            .query(String.class)
            .list())
        .containsExactly(
            "created local to hear", "changed local said more", "deleted local enough");
  }
}
