package io.signalbox.features;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.http.HttpResponse;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Features computed by expressions: the same in a training set, online and through Feast, checked against plain Java. */
class RequestViewIT {

  private static final Instant NOW = Trips.START.plusSeconds(36_000);

  @RegisterExtension
  static final OwnFeatureServer OWN = new OwnFeatureServer(NOW, Trips::definitions);

  @Test
  void a_computed_feature_is_the_same_in_training_and_in_inference() {
    Random random = new Random(7);
    List<Trips.Wind> winds = new ArrayList<>();
    for (int i = 0; i < 60; i++) {
      Double speed = random.nextInt(4) == 0 ? null : random.nextInt(3) * 1.5;
      winds.add(new Trips.Wind("s" + random.nextInt(4), speed, i * 60L));
    }
    List<Trips.Asked> asked = new ArrayList<>();
    for (int i = 0; i < 200; i++) {
      Long miles = random.nextInt(5) == 0 ? null : (long) random.nextInt(900);
      asked.add(new Trips.Asked("s" + random.nextInt(5), miles, random.nextInt(3_700)));
    }
    ingest("winds", winds.stream().map(Trips::row).toList());
    ingest("flights", Trips.rows(asked));

    TrainingSet set = OWN.server()
        .features()
        .trainingSet("trips", new Spine("flights", "asked_at", "number", Trips.START, NOW, NOW));
    Table table = OWN.server()
        .features()
        .read(set.id(), List.of("number", "wind", "minutes", "slow", "label_of_site"));

    assertThat(table.rows()).isEqualTo(asked.size());
    int computed = 0;
    for (int row = 0; row < table.rows(); row++) {
      Trips.Asked question = asked.get((int) ((Column.Longs) table.column("number")).at(row));
      check(question, winds, table, row);
      Table inputs = Trips.inputs(question);
      FeatureService service = OWN.server().features().service("trips").orElseThrow();
      check(
          question,
          winds,
          OWN.server().features().online(service, Trips.at(question.at()), inputs),
          0);
      computed += table.column("minutes").isMissing(row) ? 0 : 1;
    }
    assertThat(computed).isBetween(30, 170); // of both kinds there are many
  }

  /** What the three expressions say, in Java. */
  private static void check(Trips.Asked question, List<Trips.Wind> winds, Table table, int row) {
    Double wind = winds.stream()
        .filter(it -> it.site().equals(question.site()) && it.at() <= question.at())
        .reduce((earlier, later) -> later)
        .map(Trips.Wind::speed)
        .orElse(null);
    Optional<Double> minutes = question.miles() == null || wind == null || wind == 0.0
        ? Optional.empty()
        : Optional.of(question.miles() / wind * 60.0);
    Column column = table.column("minutes");
    assertThat(column.isMissing(row)).as("%s", question).isEqualTo(minutes.isEmpty());
    minutes.ifPresent(
        expected -> assertThat(((Column.Doubles) column).at(row)).isEqualTo(expected));
    boolean slow = minutes.map(it -> it > 6_000.0).orElse(true);
    assertThat(((Column.Longs) table.column("slow")).at(row)).isEqualTo(slow ? 1 : 0);
    assertThat(((Column.Texts) table.column("label_of_site")).at(row))
        .isEqualTo(question.site() + "!");
  }

  @Test
  void feast_sends_the_inputs_among_the_entities() {
    ingest("winds", List.of(Trips.row(new Trips.Wind("feast", 2.0, 60))));

    HttpResponse<String> answer = OWN.server().post("/get-online-features", """
        {"features":["trip:minutes","winds:speed"],"entities":{"site":["feast","feast"],"miles":[10,null]}}""");

    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
    assertThat(answer.body())
        .contains("{\"values\":[300.0,null],\"statuses\":[\"PRESENT\",\"NULL_VALUE\"]")
        .contains("{\"values\":[2.0,2.0],\"statuses\":[\"PRESENT\",\"PRESENT\"]");
    HttpResponse<String> without = OWN.server().post("/get-online-features", """
        {"features":["trip:minutes"],"entities":{"site":["feast"]}}""");
    assertThat(without.statusCode()).isEqualTo(404);
    assertThat(without.body()).contains("RequestDataNotFoundInEntityRowsException");
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource(delimiter = '|', textBlock = """
          double(miles) + 1        | line 1, column 15
          double(milez)            | [miles, wind]
          miles                    | expected type 'double'
          double(miles) +          | expecting
          """)
  void an_expression_that_does_not_compile_is_refused_with_its_place(String text, String reason) {
    Definition broken = Trips.requested("broken", List.of("winds:speed as wind"), text);

    assertThatThrownBy(() -> OWN.server().features().apply(List.of(broken), "test"))
        .isInstanceOf(FeaturesException.Invalid.class)
        .hasMessageContaining("view broken: feature value: ")
        .hasMessageContaining(reason);
  }

  @Test
  void a_cycle_of_request_views_is_refused() {
    OWN.server()
        .features()
        .apply(
            List.of(
                Trips.requested("first", List.of(), "1.0"),
                Trips.requested("second", List.of("first:value as other"), "other + 1.0")),
            "test");

    assertThatThrownBy(() -> OWN.server()
            .features()
            .apply(
                List.of(Trips.requested("first", List.of("second:value as other"), "other")),
                "test"))
        .isInstanceOf(FeaturesException.Invalid.class)
        .hasMessageContaining("no cycle");
    assertThatThrownBy(() -> OWN.server()
            .features()
            .apply(List.of(Trips.requested("self", List.of("self:value as me"), "me")), "test"))
        .isInstanceOf(FeaturesException.Invalid.class)
        .hasMessageContaining("no cycle");
  }

  @Test
  void a_service_must_take_what_its_request_views_want() {
    var service = new FeatureServiceDefinition(
        "without", List.of(), List.of(FeatureReference.parse("trip:minutes")));

    assertThatThrownBy(() -> OWN.server().features().apply(List.of(service), "test"))
        .isInstanceOf(FeaturesException.Invalid.class)
        .hasMessageContaining("no request input miles of type int64");
  }

  private static void ingest(String view, List<Map<String, Object>> rows) {
    OWN.server().ingestion().ingest(List.of(new RowBatch(view, "test", rows)), "test");
  }
}
