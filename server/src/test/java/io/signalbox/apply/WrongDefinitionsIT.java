package io.signalbox.apply;

import static org.assertj.core.api.Assertions.assertThat;

import io.signalbox.server.OneServer;
import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;
import tools.jackson.dataformat.yaml.YAMLMapper;

/** Each field of each of the demo's definitions, spoilt in each way: every answer is an agreement or the caller's refusal. */
@Timeout(300)
@ExtendWith(OneServer.class)
class WrongDefinitionsIT {
  private static final String HERE = "\"@here\"";

  /** What stands in a field's place; JSON is YAML too, and {@code .nan} only YAML. */
  private static final List<String> WRONG = List.of(
      "null",
      "\"\"",
      "\" \"",
      "5",
      "-1",
      "0.5",
      "99999999999999999999",
      "1e999",
      ".nan",
      "true",
      "text",
      "[]",
      "[null]",
      "[1, [2]]",
      "{}",
      "{\"a\": 1}",
      "\"a\\0b\"",
      "\"" + "x".repeat(3_000) + "\"",
      "2013-02-30",
      "-P1D",
      "P99999999D",
      "\"0 0 0 1 1 ? 1999\"");

  static final HttpClient http = HttpClient.newHttpClient();
  private final JsonMapper json = JsonMapper.builder().build();

  @AfterAll
  static void stop() {
    http.close();
  }

  @Test
  void a_spoilt_field_is_refused_in_the_callers_terms_or_taken() throws Exception {
    assertThat(apply(DefinitionFiles.request(Path.of("demo"))).statusCode()).isEqualTo(200);

    int refused = 0;
    for (String spoilt : spoilt()) {
      HttpResponse<String> answer = apply(spoilt);
      assertThat(answer.statusCode()).as("%s%n%s", spoilt, answer.body()).isBetween(200, 499);
      if (answer.statusCode() >= 400) {
        refused++;
        assertProblem(spoilt, answer);
      }
    }
    assertThat(refused).isGreaterThan(1_000);
  }

  private void assertProblem(String spoilt, HttpResponse<String> answer) {
    assertThat(answer.headers().firstValue("Content-Type")).contains("application/problem+json");
    JsonNode problem = json.readTree(answer.body());
    assertThat(problem.path("detail").asString())
        .as(spoilt)
        .startsWith("spoilt.yaml, line 1: ")
        .hasSizeLessThan(10_000)
        .doesNotContain(
            "com.", "io.signalbox", "java.", "Exception", "Cannot ", "null,", "`", "\0");
  }

  /** Every kind of field once: what holds of one of a list's elements holds of the others. */
  private List<String> spoilt() throws IOException {
    var one = new LinkedHashMap<String, JsonNode>();
    for (JsonNode file : DefinitionFiles.request(Path.of("demo")).path("files")) {
      try (var documents = new YAMLMapper()
          .readerFor(JsonNode.class)
          .<JsonNode>readValues(file.path("content").asString())) {
        documents.forEachRemaining(document -> {
          String kind = document.path("kind").asString() + document.path("type").asString("");
          walk(document, document, kind, one);
        });
      }
    }
    var texts = new ArrayList<String>();
    one.forEach((field, document) -> {
      String text = document.toString();
      WRONG.forEach(wrong -> texts.add(text.replace(HERE, wrong)));
      String name = "\"" + field.substring(field.lastIndexOf('.') + 1) + "\":";
      texts.add(text.replace(name + HERE, "\"unknown\":1"));
      texts.add(text.replace(name + HERE, name + "1," + name + "1"));
      texts.add(text.replace("," + name + HERE, "").replace(name + HERE + ",", ""));
    });
    return texts;
  }

  private static void walk(JsonNode root, JsonNode node, String path, Map<String, JsonNode> found) {
    if (node instanceof ObjectNode fields) {
      for (Map.Entry<String, JsonNode> field : List.copyOf(fields.properties())) {
        String name = path + "." + field.getKey();
        if (!found.containsKey(name)) {
          fields.put(field.getKey(), "@here");
          found.put(name, root.deepCopy());
          fields.set(field.getKey(), field.getValue());
        }
        walk(root, field.getValue(), name, found);
      }
    } else if (node instanceof ArrayNode elements) {
      elements.forEach(element -> walk(root, element, path, found));
    }
  }

  @ParameterizedTest
  @CsvSource(delimiter = '|', textBlock = """
      {kind: Check, type: prediction_drift, name: c, endpoint: flight_delay, cron: 0 0 0 1 1 ? 1999, zone: UTC, window: 1d, least_rows: 1, least_psi: 0.1, significance: 0.1} | 1999
      {kind: TrainingPlan, name: p, model: flight_delay, feature_service: flight_live, spine: {view: landings, time: asked_at, label: late}, algorithm: {name: logistic_regression, l2: 1.0}, schedule: {cron: 0 0 0 1 1 ? 1999, zone: UTC}} | 1999
      {kind: Entity, name: e} | no join keys
      {kind: Endpoint, name: e2, model: flight_delay, unit: nope, feature_service: flight_live} | unit: nope
      """)
  void what_a_room_refuses_names_the_file_too(String definition, String words) throws Exception {
    assertThat(apply(DefinitionFiles.request(Path.of("demo"))).statusCode()).isEqualTo(200);

    HttpResponse<String> answer = apply(definition);

    assertThat(answer.statusCode()).as(answer.body()).isBetween(400, 499);
    assertThat(json.readTree(answer.body()).path("detail").asString())
        .startsWith("spoilt.yaml, line 1: ")
        .contains(words);
  }

  private HttpResponse<String> apply(String content) throws IOException, InterruptedException {
    ObjectNode request = json.createObjectNode();
    request.putArray("files").addObject().put("name", "spoilt.yaml").put("content", content);
    return apply(request);
  }

  private HttpResponse<String> apply(ObjectNode body) throws IOException, InterruptedException {
    var request = HttpRequest.newBuilder(OneServer.url().resolve("/api/v1/apply"))
        .header("Content-Type", "application/json")
        .POST(BodyPublishers.ofString(body.toString()))
        .build();
    return http.send(request, BodyHandlers.ofString());
  }
}
