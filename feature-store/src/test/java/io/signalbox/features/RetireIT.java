package io.signalbox.features;

import static io.signalbox.features.OneFeatureServer.NOW;
import static io.signalbox.features.OneFeatureServer.server;
import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpResponse;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import tools.jackson.databind.PropertyNamingStrategies;
import tools.jackson.databind.json.JsonMapper;

/** The end of versions of views and services. */
@ExtendWith(OneFeatureServer.class)
class RetireIT {
  private static final JsonMapper JSON = JsonMapper.builder()
      .propertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE)
      .build();

  @BeforeAll
  static void entity() {
    apply(EntityDefinition.class, """
        {"name":"pump","join_keys":[{"name":"pump","type":"string"}]}""");
  }

  private static Applied apply(Class<? extends Definition> type, String json) {
    return server()
        .features()
        .apply(List.of(JSON.readValue(json, type)), "test")
        .getFirst();
  }

  private static Applied view(String name, String... columns) {
    String listed = String.join(
        ",",
        List.of(columns).stream()
            .map("{\"name\":\"%s\",\"type\":\"int64\"}"::formatted)
            .toList());
    return apply(FeatureViewDefinition.class, """
        {"name":"%s","entity":"pump","event_time":"read_at","columns":[%s]}""".formatted(name, listed));
  }

  private static Applied service(String name, String... features) {
    String listed =
        String.join(",", List.of(features).stream().map("\"%s\""::formatted).toList());
    return apply(FeatureServiceDefinition.class, """
        {"name":"%s","features":[%s]}""".formatted(name, listed));
  }

  private static HttpResponse<String> retire(String kind, String name, int version) {
    return server()
        .post(
            "/api/v1/features/%s/%s/versions/%d/retire".formatted(kind, name, version),
            "{\"reason\":\"nobody reads it\"}");
  }

  private static void retired(String kind, String name, int version) {
    HttpResponse<String> answer = retire(kind, name, version);
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
  }

  private static void inUse(String kind, String name, int version, String by) {
    HttpResponse<String> answer = retire(kind, name, version);
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(409);
    assertThat(answer.body()).contains("urn:signalbox:problem:features-in-use", by);
  }

  private static void ingest(String view, long value) {
    server()
        .ingestion()
        .ingest(
            List.of(new RowBatch(
                view,
                "test",
                List.of(Map.of("pump", "p", "read_at", NOW.minusSeconds(60), "pressure", value)))),
            "test");
  }

  private static Table online(String service) {
    Features features = server().features();
    return features.online(
        features.service(service).orElseThrow(),
        NOW,
        new Table(1, List.of(new Column.Texts("pump", List.of("p")))));
  }

  @Test
  void a_version_is_retired_when_no_service_reads_it_any_more() {
    view("old_view", "pressure");
    service("old_reader", "old_view:pressure");
    ingest("old_view", 7);
    view("old_view", "pressure", "flow");

    inUse("views", "old_view", 1, "FeatureService old_reader@1");
    assertThat(((Column.Longs) online("old_reader").column("pressure")).at(0)).isEqualTo(7);

    // The same words, applied now, mean version 2.
    assertThat(service("old_reader", "old_view:pressure").version()).isEqualTo(2);
    inUse("views", "old_view", 1, "FeatureService old_reader@1");
    retired("services", "old_reader", 1);
    retired("views", "old_view", 1);

    assertThat(server().get("/api/v1/features/views/old_view/versions").body())
        .contains("\"version\":2")
        .doesNotContain("\"version\":1");
    assertThat(retire("views", "old_view", 1).statusCode()).isEqualTo(404);
    assertThat(OneFeatureServer.jdbc()
            .sql("SELECT count(*) FROM features.online_rows WHERE view = 'old_view'")
            .query(Long.class)
            .single())
        .isZero();
  }

  @Test
  void the_version_in_force_goes_last_and_its_name_with_it() {
    view("short_lived", "pressure");
    ingest("short_lived", 1);
    view("short_lived", "pressure", "flow");

    inUse("views", "short_lived", 2, "in force (expected: versions before it are retired first)");
    retired("views", "short_lived", 1);
    retired("views", "short_lived", 2);

    assertThat(server().get("/api/v1/features/views/short_lived").statusCode()).isEqualTo(404);
    assertThat(server().get("/api/v1/features/views/short_lived/versions").statusCode())
        .isEqualTo(404);
    // Rows that no file has yet do not stop a compaction.
    assertThat(server().ingestion().compact()).isNotNegative();
  }

  @Test
  void a_name_that_comes_back_has_the_next_number_and_no_rows() {
    view("back_again", "pressure");
    service("back_reader", "back_again:pressure");
    ingest("back_again", 3);
    retired("services", "back_reader", 1);
    retired("views", "back_again", 1);

    assertThat(view("back_again", "pressure").version()).isEqualTo(2);
    assertThat(service("back_reader", "back_again:pressure").version()).isEqualTo(2);
    assertThat(online("back_reader").column("pressure").isMissing(0)).isTrue();
    ingest("back_again", 3); // content of another history: it is no repetition
    assertThat(((Column.Longs) online("back_reader").column("pressure")).at(0)).isEqualTo(3);
  }

  @Test
  void aggregates_request_views_and_contracts_refer_to_a_view_too() {
    view("events", "pressure");
    apply(AggregateViewDefinition.class, """
        {"name":"event_means","entity":"pump","over":"events","window":"PT3H",
         "aggregates":[{"name":"mean","function":"mean","column":"pressure"}]}""");
    apply(RequestViewDefinition.class, """
        {"name":"doubled","reads":["event_means:mean"],
         "features":[{"name":"twice","type":"float64","expression":"mean * 2.0"}]}""");
    apply(FeatureViewDefinition.class, """
        {"name":"checked","entity":"pump","event_time":"read_at","columns":[{"name":"flow","type":"int64"}],
         "contract":[{"known_in":"events"}]}""");

    inUse("views", "events", 1, "AggregateView event_means@1, FeatureView checked@1");
    inUse("views", "event_means", 1, "RequestView doubled@1");
    retired("views", "doubled", 1);
    retired("views", "event_means", 1);
    retired("views", "checked", 1);
    retired("views", "events", 1);

    // A view of another kind may take the name.
    apply(RequestViewDefinition.class, """
        {"name":"event_means","inputs":[{"name":"x","type":"int64"}],
         "features":[{"name":"y","type":"int64","expression":"x + 1"}]}""");
  }

  @Test
  void versions_that_share_their_rows_keep_them() {
    view("shared", "pressure");
    service("shared_reader", "shared:pressure");
    ingest("shared", 5);
    apply(FeatureViewDefinition.class, """
        {"name":"shared","entity":"pump","event_time":"read_at","ttl":"PT1H","columns":[{"name":"pressure","type":"int64"}]}""");
    service("shared_reader", "shared:pressure");
    retired("services", "shared_reader", 1);
    retired("views", "shared", 1);

    assertThat(((Column.Longs) online("shared_reader").column("pressure")).at(0))
        .isEqualTo(5);
    try (FeatureServer another = OneFeatureServer.another()) {
      FeatureService service = another.features().service("shared_reader").orElseThrow();
      Table answer = another
          .features()
          .online(service, NOW, new Table(1, List.of(new Column.Texts("pump", List.of("p")))));
      assertThat(service.version()).isEqualTo(2);
      assertThat(((Column.Longs) answer.column("pressure")).at(0)).isEqualTo(5);
      assertThat(another.get("/api/v1/features/views/shared/versions").body())
          .doesNotContain("\"version\":1");
    }
  }

  @Test
  void a_retirement_has_a_reason_and_is_in_the_history() {
    view("with_reason", "pressure");
    String path = "/api/v1/features/views/with_reason/versions/1/retire";

    for (String body : List.of("{}", "{\"reason\":\" \"}", "{\"reason\":\"a\\u0000b\"}")) {
      HttpResponse<String> refused = server().post(path, body);
      assertThat(refused.statusCode()).as(body).isEqualTo(400);
      assertThat(refused.body()).contains("urn:signalbox:problem:reason-refused");
    }
    retired("views", "with_reason", 1);

    assertThat(OneFeatureServer.jdbc().sql("""
                SELECT author || ': ' || action || ' ' || subject || ' ' || (detail ->> 'version') || ', ' || reason
                FROM features.changes WHERE subject = 'FeatureView with_reason' AND action = 'retire'
                """).query(String.class).list())
        .containsExactly("local: retire FeatureView with_reason 1, nobody reads it");
  }
}
