package io.signalbox.server;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.common.base.Splitter;
import io.signalbox.monitor.CheckDefinition;
import io.signalbox.monitor.ComparisonRequest;
import io.signalbox.router.EndpointDefinition;
import io.signalbox.trainer.Algorithm;
import io.signalbox.trainer.TrainingPlan;
import java.lang.reflect.RecordComponent;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;
import tools.jackson.dataformat.yaml.YAMLMapper;

/** A reader who does what docs/training.md, docs/serving.md and docs/monitoring.md say, one after the other, gets what they say. */
@Timeout(300)
@ExtendWith(OneServer.class)
class DocsIT {
  private static final DocReader reader = new DocReader();
  private static DocPage training = new DocPage("");
  private static DocPage serving = new DocPage("");
  private static DocPage monitoring = new DocPage("");

  /** Each request has to be answered well, and as the OpenAPI document says. */
  @BeforeAll
  static void doWhatThePagesSay() throws Exception {
    training = DocPage.read("training.md");
    serving = DocPage.read("serving.md");
    monitoring = DocPage.read("monitoring.md");
    reader.reads(training);
    reader.registersWithMlflow("spam", 2);
    reader.reads(serving);
    reader.trainsAgain("churn_monthly");
    reader.reads(monitoring);
  }

  @AfterAll
  static void stop() {
    reader.close();
  }

  @Test
  void what_was_trained_answers_with_the_features_of_the_subscriber() {
    JsonNode answer = reader.answer("/v2/models/churn/infer");

    assertThat(answer.path("model_version").asString()).isEqualTo("1");
    assertThat(answer.at("/outputs/0/name").asString()).isEqualTo("probability");
    assertThat(answer.at("/outputs/0/data")).hasSize(2);
    JsonNode audit = reader.answer("/api/v1/endpoints/churn/consistency");
    assertThat(audit.path("mismatches").asInt(-1)).isZero();
  }

  @Test
  void each_answer_has_the_fields_that_the_page_shows() {
    JsonNode answer = reader.answer("/v2/models/spam/infer");
    JsonNode shown =
        new YAMLMapper().readTree(serving.text().replaceFirst("(?s).*```json\n(.*?)```.*", "$1"));

    assertThat(answer.propertyNames()).isEqualTo(shown.propertyNames());
    assertThat(answer.path("outputs").findValuesAsString("name"))
        .isEqualTo(shown.path("outputs").findValuesAsString("name"));
    assertThat(answer.path("outputs").findValues("shape"))
        .isEqualTo(shown.path("outputs").findValues("shape"));
    assertThat(answer.path("outputs").findValuesAsString("datatype"))
        .isEqualTo(shown.path("outputs").findValuesAsString("datatype"));
  }

  @Test
  void every_field_of_a_definition_is_in_its_table() {
    assertThat(serving.tables().getFirst().keySet())
        .isEqualTo(fields("", EndpointDefinition.class));
    Set<String> plan = fields("", TrainingPlan.class);
    plan.remove("spine");
    plan.addAll(fields("spine.", TrainingPlan.Rows.class));
    assertThat(training.tables().getFirst().keySet()).isEqualTo(plan);
    assertThat(training.tables().get(1).keySet())
        .isEqualTo(fields("", Algorithm.LogisticRegression.class));
    Set<String> check = Stream.of(CheckDefinition.class.getPermittedSubclasses())
        .map(kind -> fields("", kind))
        .flatMap(Collection::stream)
        .collect(Collectors.toCollection(TreeSet::new));
    check.add("type");
    assertThat(monitoring.tables().getFirst().keySet()).isEqualTo(check);
    Set<String> comparison = fields("", ComparisonRequest.class);
    comparison.add("reason");
    assertThat(monitoring.tables().get(1).keySet()).isEqualTo(comparison);
  }

  private static Set<String> fields(String prefix, Class<?> record) {
    return Stream.of(record.getRecordComponents())
        .map(RecordComponent::getName)
        .map(name -> prefix + name.replaceAll("([A-Z])", "_$1").toLowerCase(Locale.ROOT))
        .collect(Collectors.toCollection(TreeSet::new));
  }

  @Test
  void a_field_is_required_if_and_only_if_its_table_says_so() throws Exception {
    List<String> wrong = new ArrayList<>();
    for (JsonNode endpoint : definitions(serving, "Endpoint")) {
      wrong.addAll(wrong(endpoint, serving.tables().getFirst()));
    }
    for (JsonNode check : definitions(monitoring, "Check")) {
      wrong.addAll(wrong(check, monitoring.tables().getFirst()));
    }
    for (JsonNode plan : definitions(training, "TrainingPlan")) {
      wrong.addAll(wrong(plan, training.tables().getFirst()));
    }

    assertThat(wrong).isEmpty();
  }

  private static List<JsonNode> definitions(DocPage page, String kind) {
    return new YAMLMapper()
        .readerFor(JsonNode.class).<JsonNode>readValues(page.yaml()).readAll().stream()
            .filter(definition -> definition.path("kind").asString().equals(kind))
            .toList();
  }

  /** Leaves out each field in turn, and asks what an apply would do. */
  private static List<String> wrong(JsonNode definition, Map<String, String> table)
      throws Exception {
    List<String> wrong = new ArrayList<>();
    for (var row : table.entrySet()) {
      ObjectNode without = ((ObjectNode) definition).deepCopy();
      List<String> path = Splitter.on('.').splitToList(row.getKey());
      JsonNode holder = path.size() == 1 ? without : without.path(path.getFirst());
      if (holder.has(path.getLast())) {
        ((ObjectNode) holder).remove(path.getLast());
        boolean refused = reader.wouldRefuse(without.toString());
        if (refused != row.getValue().equals("required")) {
          wrong.add("%s of %s %s: %s, but %s"
              .formatted(
                  row.getKey(),
                  definition.path("kind").asString(),
                  definition.path("name").asString(),
                  row.getValue(),
                  refused ? "refused without it" : "taken without it"));
        }
      }
    }
    return wrong;
  }
}
