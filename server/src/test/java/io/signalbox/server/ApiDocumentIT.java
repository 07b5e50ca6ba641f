package io.signalbox.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The interface as it is told to programs. */
@Timeout(300)
@ExtendWith(OneServer.class)
class ApiDocumentIT {
  private static final HttpClient http = HttpClient.newHttpClient();

  @AfterAll
  static void stop() {
    http.close();
  }

  @Test
  void what_every_service_calls_is_in_it() throws Exception {
    JsonNode paths = document().path("paths");

    assertThat(paths.propertyNames())
        .contains(
            "/api/v1/outcomes",
            "/v2/models/{model}/infer",
            "/v2/models/{model}/versions/{version}/infer",
            "/api/v1/comparisons",
            "/api/v1/endpoints/{name}/split");
    JsonNode report = paths
        .at("/~1api~1v1~1outcomes/post/requestBody/content/application~1json/schema")
        .path("properties")
        .at("/outcomes/items");
    assertThat(report.path("required")).hasSize(2);
    assertThat(report.at("/properties/prediction_id/format").asString()).isEqualTo("uuid");
    assertThat(report.at("/properties/value/type").asString()).isEqualTo("number");
  }

  @Test
  void properties_are_named_as_in_answers_and_may_be_null_where_they_may_be_missing()
      throws Exception {
    JsonNode schemas = document().at("/components/schemas");

    assertThat(schemas.at("/JournalJournal/properties").propertyNames())
        .containsExactlyInAnyOrder("acknowledged", "drained", "backlog", "lag_millis", "trouble");
    assertThat(schemas.at("/JournalJournal/properties/trouble/anyOf").findValuesAsString("type"))
        .containsExactly("string", "null");
    assertThat(schemas.at("/GateLineage/properties").has("stage")).isTrue();
    assertThat(schemas.at("/Lineage/properties").has("feature_service")).isTrue();
  }

  @Test
  void each_kind_of_a_thing_is_told_by_its_word() throws Exception {
    JsonNode schemas = document().at("/components/schemas");

    assertThat(schemas.at("/CheckDefinition/discriminator/mapping/data_drift").asString())
        .isEqualTo("#/components/schemas/CheckDefinitionDataDrift");
    assertThat(schemas.at("/Gate/discriminator/mapping").propertyNames()).hasSize(7);
    assertThat(schemas.at("/Algorithm/discriminator/propertyName").asString()).isEqualTo("name");
    for (JsonNode thing : schemas) {
      for (var kind : thing.at("/discriminator/mapping").properties()) {
        String path = kind.getValue().asString().replace("#/components/schemas", "");
        String property = thing.at("/discriminator/propertyName").asString();
        assertThat(schemas.at(path + "/properties/" + property + "/const").asString())
            .isEqualTo(kind.getKey());
      }
      assertThat(thing.has("discriminator")).isEqualTo(thing.has("oneOf"));
    }
  }

  @Test
  void every_path_says_how_it_refuses() throws Exception {
    JsonNode paths = document().path("paths");

    assertThat(paths.propertyStream().filter(path -> path.getKey().startsWith("/api/v1/")))
        .hasSizeGreaterThan(60)
        .allSatisfy(path -> assertThat(path.getValue().findValues("responses"))
            .allSatisfy(responses -> assertThat(responses
                    .at("/default/content/application~1problem+json/schema/$ref")
                    .asString())
                .as(path.getKey())
                .isEqualTo("#/components/schemas/Problem")));
  }

  @Test
  void what_it_refers_to_is_there() throws Exception {
    JsonNode document = document();

    List<JsonNode> references = document.findValues("$ref");

    assertThat(references)
        .hasSizeGreaterThan(10)
        .allSatisfy(reference -> assertThat(
                document.at(reference.asString().substring(1)).isMissingNode())
            .as(reference.asString())
            .isFalse());
  }

  /** A path that does not exist says so, of whatever name. */
  @Test
  void each_path_of_the_data_plane_in_it_exists_by_its_method() throws Exception {
    List<String> asked = new ArrayList<>();
    for (var path : document().path("paths").properties()) {
      if (path.getKey().startsWith("/v2") || path.getKey().equals("/api/v1/outcomes")) {
        for (String method : path.getValue().propertyNames()) {
          HttpResponse<String> answer =
              ask(method.toUpperCase(java.util.Locale.ROOT), path.getKey());
          asked.add(method + " " + path.getKey());
          assertThat(answer.statusCode()).as(asked.getLast()).isNotEqualTo(405);
          assertThat(answer.body()).as(asked.getLast()).doesNotContain("expected: one of the Open");
        }
      }
    }
    assertThat(asked).hasSize(10);
  }

  private static HttpResponse<String> ask(String method, String template) throws Exception {
    String path = template.replace("{model}", "nothing").replace("{version}", "1");
    return http.send(
        HttpRequest.newBuilder(OneServer.url().resolve(path))
            .header("Content-Type", "application/json")
            .method(method, BodyPublishers.ofString(method.equals("POST") ? "{}" : ""))
            .build(),
        BodyHandlers.ofString());
  }

  private static JsonNode document() throws Exception {
    var request =
        HttpRequest.newBuilder(OneServer.url().resolve("/v3/api-docs")).build();
    return JsonMapper.shared()
        .readTree(http.send(request, BodyHandlers.ofString()).body());
  }
}
