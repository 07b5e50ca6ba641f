package io.signalbox.registry.webhook;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.signalbox.registry.Approvals;
import io.signalbox.registry.Attribution;
import io.signalbox.registry.HttpListener;
import io.signalbox.registry.HttpListener.Request;
import io.signalbox.registry.ModelName;
import io.signalbox.registry.ModelVersion;
import io.signalbox.registry.RegistryServer;
import io.signalbox.registry.RegistryServer.Answer;
import io.signalbox.registry.Stage;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Webhooks from the change to the listener, over both interfaces. */
class WebhooksIT {
  private static final String MLFLOW = "/api/2.0/mlflow/";
  private static RegistryServer server;

  private final HttpListener listener = new HttpListener();

  @BeforeAll
  static void start() {
    server = new RegistryServer(
        "--signalbox.delivery.schemes=https,http", "--signalbox.delivery.private=true");
  }

  @AfterAll
  static void stop() {
    server.close();
  }

  @AfterEach
  void forget() {
    for (JsonNode webhook : server.get("/api/v1/webhooks").json()) {
      server.send("DELETE", path(webhook.at("/id").asString()) + "?reason=over", "");
    }
    listener.close();
  }

  @Test
  void mlflow_s_events_carry_mlflow_s_payloads() {
    String model = name();
    String id = mlflowWebhook(
        "registered_model.created",
        "model_version.created",
        "model_version_tag.set",
        "model_version_tag.deleted",
        "model_version_alias.created",
        "model_version_alias.deleted");

    post(
        "registered-models/create",
        "{'name':'%s','description':'Late?','tags':[{'key':'a','value':'1'}]}",
        model);
    post(
        "model-versions/create",
        "{'name':'%s','source':'s3://b/m','tags':[{'key':'b','value':'2'}]}",
        model);
    post("model-versions/set-tag", "{'name':'%s','version':'1','key':'k','value':'v'}", model);
    send("DELETE", "model-versions/delete-tag", "{'name':'%s','version':'1','key':'k'}", model);
    post("registered-models/alias", "{'name':'%s','alias':'best','version':'1'}", model);
    send("DELETE", "registered-models/alias", "{'name':'%s','alias':'best'}", model);

    assertThat(data(6))
        .containsExactly(
            json("{'name':'%s','tags':{'a':'1'},'description':'Late?'}", model),
            json(
                "{'name':'%s','version':'1','source':'s3://b/m','run_id':null,'tags':{'b':'2'},'description':null}",
                model),
            json("{'name':'%s','version':'1','key':'k','value':'v'}", model),
            json("{'name':'%s','version':'1','key':'k'}", model),
            json("{'name':'%s','alias':'best','version':'1'}", model),
            json("{'name':'%s','alias':'best'}", model));
    assertThat(listener.received().getFirst().body())
        .startsWith("{\"entity\":\"registered_model\",\"action\":\"created\",\"timestamp\":\"2")
        .containsPattern(
            "\"timestamp\":\"\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d\\.\\d{6}\\+00:00\"");
    assertThat(deliveries(id))
        .hasSize(6)
        .allMatch(each -> each.at("/state").asString().equals("delivered"));
  }

  @Test
  void a_prompt_s_events_are_not_a_model_s() {
    String prompt = name();
    mlflowWebhook(
        "registered_model.created", "model_version.created", "model_version_alias.created");
    mlflowWebhook(
        "prompt.created", "prompt_version.created", "prompt_tag.set", "prompt_alias.created");

    post(
        "registered-models/create",
        "{'name':'%s','tags':[{'key':'mlflow.prompt.is_prompt','value':'true'},{'key':'t','value':'1'}]}",
        prompt);
    post(
        "model-versions/create",
        "{'name':'%s','source':'prompt-template','tags':[{'key':'mlflow.prompt.is_prompt','value':'true'},{'key':'mlflow.prompt.text','value':'Hello {{name}}'},{'key':'u','value':'2'}]}",
        prompt);
    post("registered-models/set-tag", "{'name':'%s','key':'k','value':'v'}", prompt);
    post("registered-models/alias", "{'name':'%s','alias':'best','version':'1'}", prompt);

    assertThat(data(4))
        .containsExactly(
            json("{'name':'%s','tags':{'t':'1'},'description':''}", prompt),
            json(
                "{'name':'%s','version':'1','template':'Hello {{name}}','tags':{'u':'2'},'description':null}",
                prompt),
            json("{'name':'%s','key':'k','value':'v'}", prompt),
            json("{'name':'%s','alias':'best','version':'1'}", prompt));
  }

  @Test
  void beyond_mlflow_stages_gates_and_deletions_are_told() {
    String model = name();
    Answer made = server.post(
        "/api/v1/webhooks",
        ("{'name':'all','url':'%s','reason':'to hear','events':["
                + "'model_version_stage.changed','model_version_stage.refused','model_version.deleted',"
                + "'registered_model.renamed','registered_model.deleted']}")
            .formatted(listener.url("/all")));
    assertThat(made.status()).isEqualTo(201);
    post("registered-models/create", "{'name':'%s'}", model);
    post("model-versions/create", "{'name':'%s','source':'s3://b/1'}", model);
    post("model-versions/create", "{'name':'%s','source':'s3://b/2'}", model);

    post(
        "model-versions/transition-stage",
        "{'name':'%s','version':'1','stage':'Production'}",
        model);
    server.send(
        "PUT",
        "/api/v1/models/" + model + "/versions/2/stage",
        "{'stage':'production','reason':'better'}");
    send("DELETE", "model-versions/delete", "{'name':'%s','version':'1'}", model);
    post("registered-models/rename", "{'name':'%s','new_name':'" + model + "-new'}", model);
    send("DELETE", "registered-models/delete", "{'name':'%s-new'}", model);

    List<JsonNode> told = data(5);
    assertThat(told.get(0).at("/to").asString()).isEqualTo("production");
    assertThat(told.get(1).at("/version").asString()).isEqualTo("2");
    assertThat(told.get(1).at("/archived/0").asInt()).isEqualTo(1);
    assertThat(told.get(1).at("/reason").asString()).isEqualTo("better");
    assertThat(told.get(1).at("/author").asString()).isEqualTo("local");
    assertThat(told.get(2).at("/version").asString()).isEqualTo("1");
    assertThat(told.get(3).at("/from").asString()).isEqualTo(model);
    assertThat(told.get(4).at("/name").asString()).isEqualTo(model + "-new");
  }

  @Test
  void a_refused_stage_is_told_with_what_the_gates_found() {
    String model = name();
    server.post(
        "/api/v1/webhooks",
        "{'name':'gates','url':'%s','reason':'to hear','events':['model_version_stage.refused','model_version_stage.changed']}"
            .formatted(listener.url("/gates")));
    post("registered-models/create", "{'name':'%s'}", model);
    post("model-versions/create", "{'name':'%s','source':'s3://b/1'}", model);
    server.jdbc().sql("""
        INSERT INTO registry.gates (model_id, position, definition)
        SELECT model_id, 0, '{"type": "metric", "stage": "production", "metric": "auc", "relation": "at_least", "bound": 0.8}'
        FROM registry.models WHERE name = ?
        """).param(model).update();

    Answer refused = server.post(
        MLFLOW + "model-versions/transition-stage",
        "{'name':'%s','version':'1','stage':'Production'}".formatted(model));

    assertThat(refused.status()).isEqualTo(400);
    JsonNode told = data(1).getFirst();
    assertThat(JsonMapper.shared()
            .readTree(listener.received().getFirst().body())
            .at("/action")
            .asString())
        .isEqualTo("refused");
    assertThat(told.at("/gates/0/verdict").asString()).isEqualTo("failed");
    assertThat(told.at("/gates/0/gate/metric").asString()).isEqualTo("auc");
    assertThat(told.at("/gates/0/gate/type").asString()).isEqualTo("metric");
  }

  @Test
  void approvals_are_told_when_they_are_given_and_when_they_are_withdrawn() {
    String model = name();
    server.post(
        "/api/v1/webhooks",
        "{'name':'approvals','url':'%s','reason':'to hear','events':['model_version_approval.given','model_version_approval.withdrawn']}"
            .formatted(listener.url("/approvals")));
    post("registered-models/create", "{'name':'%s'}", model);
    post("model-versions/create", "{'name':'%s','source':'s3://b/1'}", model);
    Approvals approvals = server.bean(Approvals.class);
    ModelVersion version = new ModelVersion(new ModelName(model), 1);

    approvals.approve(version, Stage.PRODUCTION, new Attribution("bea", "looks good"));
    approvals.withdraw(version, Stage.PRODUCTION, new Attribution("bea", "looked again"));

    assertThat(data(2))
        .containsExactly(
            json(
                "{'name':'%s','version':'1','stage':'production','author':'bea','reason':'looks good'}",
                model),
            json(
                "{'name':'%s','version':'1','stage':'production','author':'bea','reason':'looked again'}",
                model));
    assertThat(listener.received())
        .extracting(request ->
            JsonMapper.shared().readTree(request.body()).at("/action").asString())
        .containsExactly("given", "withdrawn");
  }

  @Test
  void a_change_that_is_refused_or_rolled_back_tells_nobody() {
    String model = name();
    mlflowWebhook("registered_model.created");
    post("registered-models/create", "{'name':'%s'}", model);

    assertThat(server
            .post(MLFLOW + "registered-models/create", "{'name':'%s'}".formatted(model))
            .status())
        .isEqualTo(400);
    post("registered-models/create", "{'name':'%s'}", model + "-2");

    assertThat(data(2))
        .extracting(data -> data.at("/name").asString())
        .containsExactly(model, model + "-2");
  }

  @Test
  void a_disabled_webhook_gets_nothing_and_one_that_is_deleted_is_gone() {
    String id = mlflowWebhook("registered_model.created");
    Answer disabled = server.send("PATCH", MLFLOW + "webhooks/" + id, "{'status':'DISABLED'}");
    assertThat(disabled.at("/webhook/status")).isEqualTo("DISABLED");
    post("registered-models/create", "{'name':'%s'}", name());
    server.send("PATCH", MLFLOW + "webhooks/" + id, "{'status':'ACTIVE'}");
    String heard = name();
    post("registered-models/create", "{'name':'%s'}", heard);
    assertThat(data(1).getFirst().at("/name").asString()).isEqualTo(heard);

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
    post("registered-models/create", "{'name':'%s'}", name());
    data(1);

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

  private List<JsonNode> data(int expected) {
    await().atMost(Duration.ofSeconds(20)).until(() -> listener.received().size() >= expected);
    List<JsonNode> data = listener.received().stream()
        .map(request -> JsonMapper.shared().readTree(request.body()).at("/data"))
        .toList();
    assertThat(data).hasSize(expected);
    return data;
  }

  private List<JsonNode> deliveries(String id) {
    await()
        .until(() -> server
            .get(path(id) + "/deliveries")
            .json()
            .valueStream()
            .noneMatch(each -> each.at("/state").asString().equals("waiting")));
    return server.get(path(id) + "/deliveries").json().valueStream().toList();
  }

  private String mlflowWebhook(String... events) {
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

  private static void post(String path, String body, String model) {
    send("POST", path, body, model);
  }

  private static void send(String method, String path, String body, String model) {
    Answer answer = server.send(method, MLFLOW + path, body.replace("%s", model));
    assertThat(answer.status()).as(answer.body()).isEqualTo(200);
  }

  private static JsonNode json(String text, String model) {
    return JsonMapper.shared().readTree(text.replace('\'', '"').replace("%s", model));
  }

  private static String path(String id) {
    return "/api/v1/webhooks/" + id;
  }

  private static String name() {
    return "model-" + UUID.randomUUID();
  }
}
