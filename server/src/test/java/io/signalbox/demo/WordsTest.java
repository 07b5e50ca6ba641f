package io.signalbox.demo;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class WordsTest {

  @Test
  void a_loss_that_rose_is_worse() {
    assertThat(words(0.0353, 0.0083, 0.0102, 0))
        .isEqualTo("log loss better by 0.035 +- 0.027 over 13 days (one-sided bound +0.010)");
    assertThat(words(-0.0804, -0.1004, -0.0962, 0))
        .isEqualTo("log loss worse by 0.080 +- 0.020 over 13 days (one-sided bound -0.096)");
  }

  @Test
  void predictions_without_both_scores_are_told() {
    assertThat(words(0.0353, 0.0083, 0.0102, 1_210))
        .endsWith(" (one-sided bound +0.010), unpaired: 1,210");
  }

  private static String words(double improvement, double lower, double oneSided, long unpaired) {
    return Rollout.words(
        JsonMapper.shared().readTree("""
        {"paired": {"improvement": %s, "lower": %s, "days": 13, "one_sided_lower": %s},
         "left_out": {"unpaired": %d}}""".formatted(improvement, lower, oneSided, unpaired)));
  }

  @Test
  void a_server_that_stops_is_not_where_to_look() {
    assertThat(WhereNext.in(Path.of(".signalbox/demo")))
        .contains("SIGNALBOX_HOME=.signalbox/demo ./signalbox server")
        .doesNotContain("http");
  }

  @Test
  void what_is_to_be_looked_at_next_is_the_version_in_production_beside_the_one_before() {
    JsonNode both = model("archived", "production", "none");

    assertThat(WhereNext.at("http://127.0.0.1:8080", both))
        .contains(
            "  http://127.0.0.1:8080/api/v1/endpoints/flight_delay ",
            "'http://127.0.0.1:8080/api/v1/models/flight_delay/compare?versions=1,2'",
            "'http://127.0.0.1:8080/api/v1/models/flight_delay/versions/2/card'",
            "  http://127.0.0.1:8080/api/v1/reports ");
    assertThat(WhereNext.at("http://127.0.0.1:8080", model("production")))
        .contains("/versions/1/card'")
        .doesNotContain("compare");
  }

  private static JsonNode model(String... stages) {
    var versions = JsonMapper.shared().createArrayNode();
    for (int number = 1; number <= stages.length; number++) {
      versions.addObject().put("version", number).put("stage", stages[number - 1]);
    }
    return JsonMapper.shared().createObjectNode().set("versions", versions);
  }

  @Test
  void a_section_with_nothing_in_it_says_so() {
    assertThat(YearReport.words("Alarms (0)", List.of())).isEqualTo("\nAlarms (0)\n\n  none\n");
    assertThat(YearReport.words("Alarms (2)", List.of("one", "100 %")))
        .isEqualTo("\nAlarms (2)\n\n  one\n  100 %\n");
  }
}
