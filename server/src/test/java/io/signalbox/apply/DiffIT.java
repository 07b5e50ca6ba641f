package io.signalbox.apply;

import static org.assertj.core.api.Assertions.assertThat;

import io.signalbox.server.Command;
import io.signalbox.server.OneServer;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** What an apply would change, and who keeps a version from being retired, asked of a whole server. */
@Timeout(300)
@ExtendWith(OneServer.class)
class DiffIT {
  private static final String DEFINITIONS = """
      kind: Entity
      name: ship
      join_keys: [{name: ship, type: string}]
      ---
      kind: FeatureView
      name: voyages
      entity: ship
      event_time: sailed_at
      ttl: 3h
      columns: [{name: speed, type: float64}, {name: late, type: bool}, {name: asked_at, type: timestamp}]
      ---
      kind: FeatureService
      name: ship_now
      features: [voyages:speed]
      ---
      kind: Model
      name: ship_delay
      gates: [{type: tag, stage: production, key: reviewed, value: "yes"}]
      ---
      kind: Endpoint
      name: ship_delay
      model: ship_delay
      feature_service: ship_now
      ---
      kind: TrainingPlan
      name: ship_plan
      model: ship_delay
      feature_service: ship_now
      spine: {view: voyages, time: asked_at, label: late}
      algorithm: {name: logistic_regression, l2: 1.0}
      """;

  private static final HttpClient http = HttpClient.newHttpClient();

  @TempDir
  Path folder;

  @AfterAll
  static void stop() {
    http.close();
  }

  private static HttpResponse<String> post(String path, Object body) throws Exception {
    HttpRequest request = HttpRequest.newBuilder(OneServer.url().resolve(path))
        .header("Content-Type", "application/json")
        .POST(BodyPublishers.ofString(JsonMapper.shared().writeValueAsString(body)))
        .build();
    return http.send(request, BodyHandlers.ofString());
  }

  private static HttpResponse<String> send(String path, String yaml) throws Exception {
    var body = JsonMapper.shared().createObjectNode();
    body.putArray("files").addObject().put("name", "ships.yaml").put("content", yaml);
    return post(path, body);
  }

  /** Each as kind, name, change, version, fields, notes. */
  private static List<String> diff(String yaml) throws Exception {
    HttpResponse<String> answer = send("/api/v1/diff", yaml);
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
    JsonNode differences = JsonMapper.shared().readTree(answer.body()).path("differences");
    return differences
        .valueStream()
        .map(one -> "%s %s %s %s %s %s"
            .formatted(
                one.path("kind").asString(),
                one.path("name").asString(),
                one.path("change").asString(),
                one.path("version").asString("-"),
                one.path("fields"),
                one.path("notes")))
        .toList();
  }

  private Command command(String yaml) throws Exception {
    Path file = Files.writeString(folder.resolve("ships.yaml"), yaml);
    return Command.run(OneServer.url(), "diff", "-f", file.toString());
  }

  @Test
  void owner_and_tags_are_told_as_any_field_and_make_a_version_of_the_same_history()
      throws Exception {
    String buoys = """
        kind: Entity
        name: buoy
        owner: harbour
        tags: {team: sea, tier: "1"}
        join_keys: [{name: buoy, type: string}]
        ---
        kind: FeatureView
        name: waves
        entity: buoy
        event_time: seen_at
        owner: harbour
        columns: [{name: height, type: float64}]
        """;
    assertThat(send("/api/v1/apply", buoys).statusCode()).isEqualTo(200);
    assertThat(diff(buoys)).allMatch(one -> one.contains(" unchanged "));

    assertThat(diff(buoys
            .replace("tier: \"1\"", "tier: \"2\"")
            .replace("owner: harbour\ncolumns", "columns")))
        .containsExactly(
            "Entity buoy changed 2 [{\"path\":\"tags.tier\",\"before\":\"1\",\"after\":\"2\"}] []",
            "FeatureView waves changed 2 [{\"path\":\"owner\",\"before\":\"harbour\"}] []");
    assertThat(diff(buoys.replace("tags: {team: sea, tier: \"1\"}\n", "")))
        .contains(
            "Entity buoy changed 2 "
                + "[{\"path\":\"tags.team\",\"before\":\"sea\"},{\"path\":\"tags.tier\",\"before\":\"1\"}] []");
    assertThat(http.send(
                HttpRequest.newBuilder(OneServer.url().resolve("/api/v1/features/entities/buoy"))
                    .build(),
                BodyHandlers.ofString())
            .body())
        .contains("\"owner\":\"harbour\"", "\"tags\":{\"team\":\"sea\",\"tier\":\"1\"}");
  }

  @Test
  void what_would_change_is_told_by_field_and_nothing_changes() throws Exception {
    assertThat(diff(DEFINITIONS))
        .contains("FeatureView voyages new 1 [] []", "TrainingPlan ship_plan new - [] []")
        .allMatch(one -> one.contains(" new "));
    assertThat(http.send(
                HttpRequest.newBuilder(OneServer.url().resolve("/api/v1/models/ship_delay"))
                    .build(),
                BodyHandlers.ofString())
            .statusCode())
        .isEqualTo(404);

    assertThat(send("/api/v1/apply", DEFINITIONS).statusCode()).isEqualTo(200);
    assertThat(command(DEFINITIONS).code()).isZero();
    assertThat(diff(DEFINITIONS)).allMatch(one -> one.contains(" unchanged "));

    String changed = DEFINITIONS
        .replace("ttl: 3h", "ttl: 4h")
        .replace("{name: late, type: bool}", "{name: late, type: bool}, {name: crew, type: int64}")
        .replace("value: \"yes\"", "value: \"twice\"")
        .replace(
            "feature_service: ship_now\nspine", "holdout: 2d\nfeature_service: ship_now\nspine");
    assertThat(diff(changed))
        .containsExactly(
            "Entity ship unchanged 1 [] []",
            "FeatureView voyages changed 2 "
                + "[{\"path\":\"ttl\",\"before\":\"PT3H\",\"after\":\"PT4H\"},"
                + "{\"path\":\"columns[crew]\",\"after\":{\"name\":\"crew\",\"type\":\"int64\",\"nullable\":null}}] "
                + "[\"begins a new history: rows ingested so far are not its own\"]",
            "FeatureService ship_now changed 2 [] [\"what it refers to changed\"]",
            "Model ship_delay changed - "
                + "[{\"path\":\"gates\",\"before\":[{\"type\":\"tag\",\"stage\":\"production\",\"key\":\"reviewed\",\"value\":\"yes\"}],"
                + "\"after\":[{\"type\":\"tag\",\"stage\":\"production\",\"key\":\"reviewed\",\"value\":\"twice\"}]}] []",
            "Endpoint ship_delay unchanged - [] []",
            "TrainingPlan ship_plan changed - [{\"path\":\"holdout\",\"after\":\"PT48H\"}] []");
    assertThat(command(changed))
        .isEqualTo(new Command(
            1,
            List.of(
                "unchanged  Entity          ship (version 1)",
                "changed    FeatureView     voyages (version 2)",
                "  - ttl: \"PT3H\"",
                "  + ttl: \"PT4H\"",
                "  + columns[crew]: {\"name\":\"crew\",\"type\":\"int64\",\"nullable\":null}",
                "    begins a new history: rows ingested so far are not its own",
                "changed    FeatureService  ship_now (version 2)",
                "    what it refers to changed",
                "changed    Model           ship_delay",
                "  - gates: [{\"type\":\"tag\",\"stage\":\"production\",\"key\":\"reviewed\",\"value\":\"yes\"}]",
                "  + gates: [{\"type\":\"tag\",\"stage\":\"production\",\"key\":\"reviewed\",\"value\":\"twice\"}]",
                "unchanged  Endpoint        ship_delay",
                "changed    TrainingPlan    ship_plan",
                "  + holdout: \"PT48H\"")));
    assertThat(diff(DEFINITIONS)).allMatch(one -> one.contains(" unchanged "));

    // Who else refers to the service and the view is told to the feature store by those who do.
    var reason = JsonMapper.shared().createObjectNode().put("reason", "test");
    HttpResponse<String> service =
        post("/api/v1/features/services/ship_now/versions/1/retire", reason);
    assertThat(service.statusCode()).isEqualTo(409);
    assertThat(service.body())
        .contains("referred to by endpoint ship_delay, training plan ship_plan");
    HttpResponse<String> view = post("/api/v1/features/views/voyages/versions/1/retire", reason);
    assertThat(view.body())
        .contains("referred to by FeatureService ship_now@1, training plan ship_plan");
  }

  @Test
  void what_an_apply_would_refuse_is_refused_with_file_and_line() throws Exception {
    String wrong = "kind: FeatureService\nname: lost\nfeatures: [nothing:at_all]\n";

    HttpResponse<String> answer = send("/api/v1/diff", wrong);

    assertThat(answer.statusCode()).isEqualTo(404);
    assertThat(answer.body())
        .isEqualTo(send("/api/v1/apply", wrong)
            .body()
            .replace("/api/v1/apply", "/api/v1/diff")
            .replaceAll("\"requestId\":\"\\w+\"", requestId(answer.body())));
    Command run = command(wrong);
    assertThat(run.code()).isEqualTo(2);
    assertThat(run.lines())
        .singleElement()
        .asString()
        .contains("ships.yaml, line 1: view: nothing");
  }

  private static String requestId(String body) {
    return "\"requestId\":\"%s\""
        .formatted(JsonMapper.shared().readTree(body).path("requestId").asString());
  }
}
