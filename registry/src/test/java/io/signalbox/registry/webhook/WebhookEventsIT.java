package io.signalbox.registry.webhook;

import static io.signalbox.registry.webhook.WebhooksOnRegistry.MLFLOW;
import static io.signalbox.registry.webhook.WebhooksOnRegistry.json;
import static io.signalbox.registry.webhook.WebhooksOnRegistry.name;
import static org.assertj.core.api.Assertions.assertThat;

import io.signalbox.registry.Approvals;
import io.signalbox.registry.Attribution;
import io.signalbox.registry.HttpListener;
import io.signalbox.registry.ModelName;
import io.signalbox.registry.ModelVersion;
import io.signalbox.registry.OneRegistry;
import io.signalbox.registry.RegistryServer;
import io.signalbox.registry.RegistryServer.Answer;
import io.signalbox.registry.Stage;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** What webhooks tell of each event, MLflow's and our own. */
@ExtendWith(OneRegistry.class)
class WebhookEventsIT {
  private final WebhooksOnRegistry on = new WebhooksOnRegistry();
  private final RegistryServer server = on.server;
  private final HttpListener listener = on.listener;

  @AfterEach
  void forget() {
    on.close();
  }

  @Test
  void mlflow_s_events_carry_mlflow_s_payloads() {
    String model = name();
    String id = on.mlflowWebhook(
        "registered_model.created",
        "model_version.created",
        "model_version_tag.set",
        "model_version_tag.deleted",
        "model_version_alias.created",
        "model_version_alias.deleted");

    on.post(
        "registered-models/create",
        "{'name':'%s','description':'Late?','tags':[{'key':'a','value':'1'}]}",
        model);
    on.post(
        "model-versions/create",
        "{'name':'%s','source':'s3://b/m','tags':[{'key':'b','value':'2'}]}",
        model);
    on.post("model-versions/set-tag", "{'name':'%s','version':'1','key':'k','value':'v'}", model);
    on.send("DELETE", "model-versions/delete-tag", "{'name':'%s','version':'1','key':'k'}", model);
    on.post("registered-models/alias", "{'name':'%s','alias':'best','version':'1'}", model);
    on.send("DELETE", "registered-models/alias", "{'name':'%s','alias':'best'}", model);

    assertThat(on.data(6))
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
    assertThat(on.deliveries(id))
        .hasSize(6)
        .allMatch(each -> each.at("/state").asString().equals("delivered"));
  }

  @Test
  void a_prompt_s_events_are_not_a_model_s() {
    String prompt = name();
    on.mlflowWebhook(
        "registered_model.created", "model_version.created", "model_version_alias.created");
    on.mlflowWebhook(
        "prompt.created", "prompt_version.created", "prompt_tag.set", "prompt_alias.created");

    on.post(
        "registered-models/create",
        "{'name':'%s','tags':[{'key':'mlflow.prompt.is_prompt','value':'true'},{'key':'t','value':'1'}]}",
        prompt);
    on.post(
        "model-versions/create",
        "{'name':'%s','source':'prompt-template','tags':[{'key':'mlflow.prompt.is_prompt','value':'true'},{'key':'mlflow.prompt.text','value':'Hello {{name}}'},{'key':'u','value':'2'}]}",
        prompt);
    on.post("registered-models/set-tag", "{'name':'%s','key':'k','value':'v'}", prompt);
    on.post("registered-models/alias", "{'name':'%s','alias':'best','version':'1'}", prompt);

    assertThat(on.data(4))
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
    on.post("registered-models/create", "{'name':'%s'}", model);
    on.post("model-versions/create", "{'name':'%s','source':'s3://b/1'}", model);
    on.post("model-versions/create", "{'name':'%s','source':'s3://b/2'}", model);

    on.post(
        "model-versions/transition-stage",
        "{'name':'%s','version':'1','stage':'Production'}",
        model);
    server.send(
        "PUT",
        "/api/v1/models/" + model + "/versions/2/stage",
        "{'stage':'production','reason':'better'}");
    on.send("DELETE", "model-versions/delete", "{'name':'%s','version':'1'}", model);
    on.post("registered-models/rename", "{'name':'%s','new_name':'" + model + "-new'}", model);
    on.send("DELETE", "registered-models/delete", "{'name':'%s-new'}", model);

    List<JsonNode> told = on.data(5);
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
    on.post("registered-models/create", "{'name':'%s'}", model);
    on.post("model-versions/create", "{'name':'%s','source':'s3://b/1'}", model);
    server.jdbc().sql("""
        INSERT INTO registry.gates (model_id, position, definition)
        SELECT model_id, 0, '{"type": "metric", "stage": "production", "metric": "auc", "relation": "at_least", "bound": 0.8}'
        FROM registry.models WHERE name = ?
        """).param(model).update();

    Answer refused = server.post(
        MLFLOW + "model-versions/transition-stage",
        "{'name':'%s','version':'1','stage':'Production'}".formatted(model));

    assertThat(refused.status()).isEqualTo(400);
    JsonNode told = on.data(1).getFirst();
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
    on.post("registered-models/create", "{'name':'%s'}", model);
    on.post("model-versions/create", "{'name':'%s','source':'s3://b/1'}", model);
    Approvals approvals = server.bean(Approvals.class);
    ModelVersion version = new ModelVersion(new ModelName(model), 1);

    approvals.approve(version, Stage.PRODUCTION, new Attribution("bea", "looks good"));
    approvals.withdraw(version, Stage.PRODUCTION, new Attribution("bea", "looked again"));

    assertThat(on.data(2))
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
}
