package io.signalbox.monitor.report;

import static io.signalbox.monitor.FakeRouter.FLIGHT_DELAY;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.signalbox.monitor.Comparison;
import io.signalbox.monitor.Comparison.Live;
import io.signalbox.monitor.Comparison.Paired;
import io.signalbox.monitor.Comparison.Verdict;
import io.signalbox.monitor.ComparisonRequest;
import io.signalbox.monitor.FakePredictions;
import io.signalbox.monitor.FakeRegistry;
import io.signalbox.monitor.FakeRouter;
import io.signalbox.monitor.MonitorException;
import io.signalbox.router.EndpointName;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Version 2 against version 1. Expected numbers are NumPy's on the same rows. */
class PairedComparerTest {
  private static final Instant START = Instant.parse("2013-04-15T00:00:00Z");
  private static final double NEVER_KNOWN = Double.NaN;
  private static final double NEVER_SCORED = Double.NaN;

  private final FakeRouter router =
      new FakeRouter().production(1).table(START, 1, 9_000, 2, List.of(1, 2));
  private final FakeRegistry registry = new FakeRegistry();
  private final FakePredictions predictions = new FakePredictions();
  private final PairedComparer comparer =
      new PairedComparer(router.face(), registry.registry(), predictions);

  @BeforeEach
  void two_versions() {
    registry.version(1, Map.of(), Map.of()).version(2, Map.of(), Map.of());
  }

  @Test
  void the_paired_improvement_is_a_mean_over_days_with_always_valid_bounds() {
    tenDays();

    Comparison found = compare(day(11));

    Paired paired = found.paired().orElseThrow();
    assertThat(paired.days()).isEqualTo(10);
    assertThat(paired.predictions()).isEqualTo(200);
    assertThat(paired.improvement()).isCloseTo(0.11760547645932191, within(1e-12));
    assertThat(paired.standardError()).isCloseTo(0.0020818514045731094, within(1e-12));
    assertThat(paired.lower()).isCloseTo(0.11100934085077734, within(1e-12));
    assertThat(paired.upper()).isCloseTo(0.1242016120678665, within(1e-12));
    assertThat(paired.oneSidedLower()).isCloseTo(0.11149213345889518, within(1e-12));
    assertThat(paired.candidateLogLoss()).isCloseTo(0.4620517863877913, within(1e-12));
    assertThat(paired.referenceLogLoss()).isCloseTo(0.5796572628471132, within(1e-12));
    assertThat(found.verdict()).isEqualTo(Verdict.PROMOTE);
  }

  @Test
  void the_live_arms_are_compared_within_days_and_by_unit() {
    tenDays();

    Live live = compare(day(11)).live().orElseThrow();

    assertThat(live.improvement()).isCloseTo(0.09491149521524166, within(1e-12));
    assertThat(live.standardError()).isCloseTo(0.04348121821844902, within(1e-12));
    assertThat(live.lower()).isCloseTo(-0.04285434684418214, within(1e-12));
    assertThat(live.upper()).isCloseTo(0.23267733727466544, within(1e-12));
    assertThat(live.units()).isEqualTo(17);
    assertThat(live.candidatePredictions()).isEqualTo(47);
    assertThat(live.referencePredictions()).isEqualTo(153);
  }

  @Test
  void only_whole_days_that_are_older_than_the_maturity_count() {
    tenDays();

    assertThat(compare(day(11)).until()).isEqualTo(day(10));
    assertThat(compare(day(11).minusSeconds(1)).paired().orElseThrow().days()).isEqualTo(9);
    assertThat(compare(day(10)).paired().orElseThrow().days()).isEqualTo(9);

    Comparison atOnce = comparer.compare(
        "id", request(START, Optional.of(Duration.ZERO), Optional.empty()), day(10));

    assertThat(atOnce.paired().orElseThrow().days()).isEqualTo(10);
  }

  @Test
  void rows_without_unit_yes_or_no_or_both_probabilities_are_left_out_and_counted() {
    tenDays();
    predictions.add(day(9).plusSeconds(80_000), null, 1, .9, 2, .1, 0);
    predictions.add(day(9).plusSeconds(80_001), "N1", 1, .9, 2, .1, NEVER_KNOWN);
    predictions.add(day(9).plusSeconds(80_002), "N1", 1, .9, 3, .1, 0);
    predictions.add(
        day(9).plusSeconds(80_003), "N1", 1, .9, 2, 7, 0); // a score that is no probability
    predictions.add(day(9).plusSeconds(80_004), "N1", 1, .9, 2, .1, 1e300);
    predictions.add(day(9).plusSeconds(80_005), "N1", 1, .9, 2, .1, .5);

    Comparison found = compare(day(11));

    assertThat(found.paired().orElseThrow().predictions()).isEqualTo(200);
    assertThat(found.leftOut()).isEqualTo(new Comparison.LeftOut(1, 1, 2, 2));
  }

  @Test
  void a_day_that_the_period_begins_in_the_middle_of_does_not_count() {
    tenDays();

    Comparison found = compare(START.plusSeconds(1), day(11));

    assertThat(found.since()).isEqualTo(day(1));
    assertThat(found.paired().orElseThrow().days()).isEqualTo(9);
    assertThat(found.paired().orElseThrow().predictions()).isEqualTo(180);
    assertThat(compare(START.minusSeconds(1), day(11)).paired().orElseThrow().days())
        .isEqualTo(10);
    assertThat(compare(START.minusSeconds(1), day(11)).since()).isEqualTo(START);
  }

  /** 200 pairs; one that misses its score is .498 %, two are .99 %. */
  @Test
  void more_than_half_a_percent_without_both_scores_is_inconclusive_and_says_so() {
    tenDays();

    assertThat(compare(day(11)).reason()).doesNotContain("predictions");

    predictions.add(day(9).plusSeconds(80_000), "N1", 1, .9, 2, NEVER_SCORED, 0);

    assertThat(compare(day(11)).verdict()).isEqualTo(Verdict.PROMOTE);
    assertThat(compare(day(11)).reason())
        .endsWith("Unpaired: 1 of 201 predictions (0.50 %) miss the score of a version.");

    predictions.add(day(9).plusSeconds(80_001), "N1", 1, .9, 2, NEVER_SCORED, 0);

    assertThat(compare(day(11)).verdict()).isEqualTo(Verdict.INCONCLUSIVE);
    assertThat(compare(day(11)).reason())
        .startsWith(
            "Too many scores are missing: 2 of 202 predictions (0.99 %) miss the score of a version (expected: at most 0.5 %).");
  }

  @Test
  void neither_may_traffic_be_shifted_on_while_scores_are_missing() {
    better(0, 20, 0);
    for (int row = 20; row < 23; row++) {
      predictions.add(at(19, row), "N1", 1, .5, 2, NEVER_SCORED, 1);
    }

    assertThat(compare(day(21)).verdict()).isEqualTo(Verdict.INCONCLUSIVE);
  }

  @Test
  void harm_is_said_also_where_scores_are_missing() {
    better(0, 5, -.1);
    for (int row = 20; row < 40; row++) {
      predictions.add(at(4, row), "N1", 1, .5, 2, NEVER_SCORED, 1);
    }

    assertThat(compare(day(6)).verdict()).isEqualTo(Verdict.HARM);
    assertThat(compare(day(6)).reason()).contains("20 of 120 predictions (16.67 %)");
  }

  @Test
  void too_few_days_are_inconclusive_and_say_so() {
    better(0, 7, .1);

    assertThat(compare(day(2)).verdict()).isEqualTo(Verdict.INCONCLUSIVE);
    assertThat(compare(day(2)).paired()).isEmpty();
    assertThat(compare(day(7)).verdict()).isEqualTo(Verdict.INCONCLUSIVE);
    assertThat(compare(day(7)).reason()).contains("6 (expected: at least 7)");
    assertThat(compare(day(8)).verdict()).isEqualTo(Verdict.PROMOTE);
  }

  @Test
  void harm_is_said_two_days_earlier_than_progress() {
    better(0, 7, -.1);

    assertThat(compare(day(5)).verdict()).isEqualTo(Verdict.INCONCLUSIVE);
    assertThat(compare(day(6)).verdict()).isEqualTo(Verdict.HARM);
  }

  @Test
  void not_worse_by_the_margin_may_step_but_is_not_promoted() {
    better(0, 20, 0);

    assertThat(compare(day(21)).verdict()).isEqualTo(Verdict.STEP);
    assertThat(comparer
            .compare("id", request(START, Optional.empty(), Optional.of(0.001)), day(21))
            .verdict())
        .isEqualTo(Verdict.INCONCLUSIVE);
  }

  @Test
  void harm_between_the_live_arms_overrules_the_paired_comparison() {
    for (int row = 0; row < 8 * 40; row++) {
      int unit = row % 40;
      boolean candidate = unit < 10;
      double outcome =
          candidate ? row / 40 % 2 : 0; // those whom the candidate answers turn out badly
      int live = candidate ? 2 : 1;
      predictions.add(
          at(row / 40, unit), "N" + unit, live, candidate ? .3 : .31, 3 - live, .3, outcome);
    }

    Comparison found = compare(day(9));

    assertThat(found.live().orElseThrow().upper()).isNegative();
    assertThat(found.verdict()).isEqualTo(Verdict.HARM);
    assertThat(found.reason()).startsWith("The live arms show harm");
  }

  @Test
  void what_is_unknown_or_out_of_range_is_refused() {
    assertThatThrownBy(() ->
            comparer.compare("id", request(new EndpointName("checkout"), 2, 1, START), day(9)))
        .isInstanceOf(MonitorException.NotFound.class)
        .hasMessage("endpoint: checkout (expected: one that was applied)");
    assertThatThrownBy(() -> comparer.compare("id", request(FLIGHT_DELAY, 3, 1, START), day(9)))
        .isInstanceOf(MonitorException.NotFound.class)
        .hasMessage("candidate: 3 (expected: a version of model flight_delay)");
    assertThatThrownBy(() -> comparer.compare("id", request(FLIGHT_DELAY, 2, 0, START), day(9)))
        .isInstanceOf(MonitorException.Invalid.class);
    assertThatThrownBy(() -> comparer.compare("id", request(FLIGHT_DELAY, 2, 2, START), day(9)))
        .isInstanceOf(MonitorException.Invalid.class);
    assertThatThrownBy(
            () -> comparer.compare("id", request(FLIGHT_DELAY, 2, 1, day(9).plusNanos(1)), day(9)))
        .isInstanceOf(MonitorException.Invalid.class)
        .hasMessageStartingWith("since: ");
    assertThat(
            comparer.compare("id", request(FLIGHT_DELAY, 2, 1, day(9)), day(9)).verdict())
        .isEqualTo(Verdict.INCONCLUSIVE);
    assertThatThrownBy(() ->
            comparer.compare("id", request(START, Optional.empty(), Optional.of(-1.0)), day(9)))
        .isInstanceOf(MonitorException.Invalid.class)
        .hasMessageStartingWith("margin: -1.0");
  }

  /** Twenty rows a day; the units whose number five divides are answered by the candidate. */
  private void tenDays() {
    for (int day = 0; day < 10; day++) {
      for (int i = 0; i < 20; i++) {
        int unit = (day * 3 + i) % 17;
        int outcome = (i * 7 + day * 3) % 4 == 0 ? 1 : 0;
        double reference = .2 + .05 * ((i + day) % 5);
        double candidate = reference + (outcome == 1 ? .1 : -.04) + .02 * (day % 3 - 1);
        boolean live = unit % 5 == 0;
        predictions.add(
            at(day, i),
            "N" + unit,
            live ? 2 : 1,
            live ? candidate : reference,
            live ? 1 : 2,
            live ? reference : candidate,
            outcome);
      }
    }
  }

  /** A shadow candidate whose probability of what happened is higher by this much, a little more or less by day. */
  private void better(int from, int until, double by) {
    for (int day = from; day < until; day++) {
      double wobble = day % 2 == 0 ? .01 : -.01;
      for (int i = 0; i < 20; i++) {
        double outcome = i % 2;
        double candidate = outcome == 1 ? .5 + by + wobble : .5 - by - wobble;
        predictions.add(at(day, i), "N" + i, 1, .5, 2, candidate, outcome);
      }
    }
  }

  private Comparison compare(Instant at) {
    return compare(START, at);
  }

  private Comparison compare(Instant since, Instant at) {
    return comparer.compare("id", request(FLIGHT_DELAY, 2, 1, since), at);
  }

  private static ComparisonRequest request(
      EndpointName endpoint, int candidate, int reference, Instant since) {
    return new ComparisonRequest(
        endpoint,
        candidate,
        reference,
        since,
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty());
  }

  private static ComparisonRequest request(
      Instant since, Optional<Duration> maturity, Optional<Double> margin) {
    return new ComparisonRequest(
        FLIGHT_DELAY, 2, 1, since, maturity, Optional.empty(), margin, Optional.empty());
  }

  private static Instant day(int day) {
    return START.plus(Duration.ofDays(day));
  }

  private static Instant at(int day, int row) {
    return day(day).plusSeconds(600L * row);
  }
}
