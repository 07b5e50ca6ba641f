package io.signalbox.features;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class QualityMeasureTest {

  private static final long HOUR = Micros.of(Duration.ofHours(1));
  private static final long NOW = 1_000 * HOUR;

  /** Two features of winds (ttl 1 h) and one of a view without a ttl. */
  private static ReadPlan plan() {
    var catalog = new Catalog(List.of());
    for (Definition definition : definitions()) {
      Resolution resolution = new Resolver(catalog).resolve(definition);
      catalog = catalog.with(new Catalog.Entry(
          new DefinitionVersion(
              Definition.kindOf(definition),
              definition.name(),
              1,
              java.time.Instant.EPOCH,
              "test",
              definition),
          resolution));
    }
    return catalog.service("rated").orElseThrow().plan();
  }

  private static List<Definition> definitions() {
    return List.of(
        new EntityDefinition(
            "site",
            Optional.empty(),
            List.of(new EntityDefinition.JoinKey("site", ValueType.STRING))),
        view("winds", Optional.of(Duration.ofHours(1)), "speed", "gust"),
        view("places", Optional.empty(), "height"),
        new FeatureServiceDefinition(
            "rated",
            List.of(),
            List.of("winds:speed", "winds:gust", "places:height").stream()
                .map(FeatureReference::parse)
                .toList()));
  }

  private static FeatureViewDefinition view(
      String name, Optional<Duration> ttl, String... columns) {
    return new FeatureViewDefinition(
        name,
        Optional.empty(),
        "site",
        "read_at",
        Optional.empty(),
        Optional.empty(),
        ttl,
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        List.of(columns).stream()
            .map(it -> new ColumnDefinition(it, ValueType.FLOAT64, Optional.of(true)))
            .toList(),
        List.of());
  }

  private static final QualityMeasure USUAL = QualityMeasure.of(QualityWeights.USUAL, plan());

  @Test
  void what_is_complete_fresh_and_without_a_breach_has_100_points() {
    assertThat(score(USUAL, 3, new long[] {NOW, NOW - 100 * HOUR}, 1, 1)).isEqualTo(100);
  }

  @Test
  void what_is_not_there_at_all_has_the_points_of_its_contract() {
    long nothing = QualityMeasure.NOTHING;

    assertThat(score(USUAL, 0, new long[] {nothing, nothing}, 1, 1)).isEqualTo(20);
    assertThat(score(USUAL, 0, new long[] {nothing, nothing}, 0, 0)).isZero();
  }

  /** 50 * 2/3 + 30 * (1/4 + 1)/2 + 20 * (0.9 + 1)/2 = 33.333 + 18.75 + 19 = 71.0833. */
  @Test
  void the_score_is_the_weighted_mean_to_hundredths() {
    long[] found = {NOW - HOUR * 3 / 4, NOW};

    assertThat(score(USUAL, 2, found, 0.9, 1)).isEqualTo(71.08);
  }

  @Test
  void a_value_as_old_as_its_ttl_has_no_freshness_left() {
    long[] found = {NOW - HOUR, NOW};

    assertThat(score(USUAL, 3, found, 1, 1)).isEqualTo(85);
  }

  /** (1 * 2/3 + 3 * 1/2) / 4 of 100 = 54.1667. */
  @Test
  void a_service_says_what_counts_how_much() {
    var weights = new QualityWeights(Optional.of(1.0), Optional.of(3.0), Optional.of(0.0));
    QualityMeasure measure = QualityMeasure.of(weights, plan());
    long[] found = {QualityMeasure.NOTHING, NOW};

    assertThat(score(measure, 2, found, 0, 0)).isEqualTo(54.17);
  }

  @Test
  void weights_that_weigh_nothing_are_refused() {
    var nothing = new QualityWeights(Optional.of(0.0), Optional.of(0.0), Optional.of(0.0));
    var negative = new QualityWeights(Optional.of(-1.0), Optional.empty(), Optional.empty());

    assertThatThrownBy(() -> nothing.check("service s"))
        .hasMessage("service s: quality: all weights are 0 (expected: one that is not)");
    assertThatThrownBy(() -> negative.check("service s"))
        .hasMessage("service s: quality.completeness: -1.0 (expected: from 0 to 1000)");
  }

  @ParameterizedTest
  @CsvSource({
    "100, GOLD",
    "90, GOLD",
    "89.99, SILVER",
    "75, SILVER",
    "74.99, BRONZE",
    "50, BRONZE",
    "49.99, POOR",
    "0, POOR"
  })
  void a_tier_begins_at_its_least_score(double score, Tier tier) {
    assertThat(Tier.of(score)).isEqualTo(tier);
    assertThat(Tier.parse(tier.word())).isEqualTo(tier);
  }

  @Test
  void the_result_of_a_contract_is_that_of_the_last_batch_by_then() {
    ContractTimeline timeline = ContractTimeline.of(List.of(
        new ContractTimeline.Batch(10, 100, 100, Map.of()),
        new ContractTimeline.Batch(20, 100, 90, Map.of()),
        new ContractTimeline.Batch(30, 100, 90, Map.of("max", 15L)),
        new ContractTimeline.Batch(30, 8, 8, Map.of("freshness", 1L)),
        new ContractTimeline.Batch(40, 8, 8, Map.of())));

    assertThat(timeline.at(0)).as("before the first").isEqualTo(1);
    assertThat(timeline.at(19)).isEqualTo(1);
    assertThat(timeline.at(20)).isEqualTo(0.9);
    assertThat(timeline.at(29)).isEqualTo(0.9);
    assertThat(timeline.at(30)).as("the batch as a whole was warned of").isZero();
    assertThat(timeline.at(41)).isEqualTo(1);
    assertThat(new ContractTimeline.Batch(30, 100, 90, Map.of("max", 15L)).result())
        .isEqualTo(0.75);
  }

  private static double score(
      QualityMeasure measure, int present, long[] found, double... contracts) {
    return measure.score(present, found, contracts, NOW);
  }
}
