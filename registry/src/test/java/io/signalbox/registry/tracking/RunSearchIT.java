package io.signalbox.registry.tracking;

import static java.util.Comparator.comparing;
import static java.util.Comparator.comparingLong;
import static java.util.stream.Collectors.joining;
import static org.assertj.core.api.Assertions.assertThat;

import io.signalbox.registry.RegistryServer;
import io.signalbox.registry.Tracking;
import io.signalbox.registry.search.Page;
import io.signalbox.registry.search.PageRequest;
import io.signalbox.registry.search.SearchRequest;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The order of a metric, page by page, against a sort of a few obvious lines. */
class RunSearchIT {
  private static final RegistryServer SERVER = new RegistryServer();
  private static final Runs RUNS = SERVER.bean(Runs.class);
  private static final int COUNT = 60;
  private static final int PAGE = 7;

  private static final Map<String, Found> ALL = new HashMap<>();
  private static String experiment;

  /** A run as it was logged; a metric that it does not have is absent. */
  private record Found(String id, long start, Map<String, Double> metrics) {}

  @BeforeAll
  static void log() {
    experiment = SERVER.bean(Tracking.class).experiment("searched");
    Random random = new Random(7);
    for (int i = 0; i < COUNT; i++) {
      long start = 1_000L + random.nextInt(5);
      String id =
          RUNS.create(new NewRun(experiment, "", "", start, Map.of())).info().id();
      Map<String, Double> metrics = new HashMap<>();
      for (String key : List.of("a", "b")) {
        switch (random.nextInt(6)) {
          case 0 -> {}
          case 1 -> metrics.put(key, Double.NaN);
          default -> metrics.put(key, (double) random.nextInt(4));
        }
      }
      RUNS.log(
          id,
          Batch.ofMetrics(metrics.entrySet().stream()
              .map(metric ->
                  new MetricPoint(metric.getKey(), metric.getValue(), 0, 0, Optional.empty()))
              .toList()));
      ALL.put(id, new Found(id, start, metrics));
    }
  }

  @AfterAll
  static void stop() {
    SERVER.close();
  }

  @ParameterizedTest
  @CsvSource({
    "a, true, b, true",
    "a, true, b, false",
    "a, false, b, true",
    "a, false, b, false",
    "b, false, a, true"
  })
  void pages_follow_two_metrics_with_nan_and_then_the_missing_last(
      String first, boolean firstRises, String second, boolean secondRises) {
    List<String> order = List.of(column(first, firstRises), column(second, secondRises));

    assertThat(pages("", order))
        .isEqualTo(sorted(
            run -> true,
            by(first, firstRises).thenComparing(by(second, secondRises)).thenComparing(ties())));
  }

  @Test
  void a_condition_on_the_same_metric_leaves_out_those_without_it() {
    assertThat(pages("metrics.a > 1", List.of("metrics.a DESC")))
        .isEqualTo(sorted(
            run -> run.metrics().getOrDefault("a", 0.0) > 1
                && !run.metrics().get("a").isNaN(),
            by("a", false).thenComparing(ties())));
  }

  @Test
  void what_is_only_unequal_may_be_no_number() {
    assertThat(pages("metrics.a != 1", List.of("metrics.a")))
        .isEqualTo(sorted(
            run -> run.metrics().containsKey("a") && run.metrics().get("a") != 1,
            by("a", true).thenComparing(ties())));
  }

  /** Most of them are no joins; one that fails among them has to be seen. PostgreSQL took 30 s to plan a hundred joins. */
  @Test
  @Timeout(20)
  void a_hundred_conditions_are_answered_like_one() {
    String all = Stream.concat(
            Collections.nCopies(98, "metrics.a > 1").stream(),
            Stream.of("tags.none IS NULL", "metrics.b < 3"))
        .collect(joining(" AND "));

    assertThat(pages(all, List.of("start_time DESC")))
        .isNotEmpty()
        .isEqualTo(sorted(
            run -> run.metrics().getOrDefault("a", 0.0) > 1
                && run.metrics().getOrDefault("b", 3.0) < 3,
            ties()));
  }

  private static List<String> pages(String filter, List<String> order) {
    List<String> found = new ArrayList<>();
    Optional<String> token = Optional.empty();
    do {
      Page<RunDetails> page = RUNS.search(
          List.of(experiment),
          View.ACTIVE_ONLY,
          new SearchRequest(filter, order, PageRequest.of(token, PAGE)));
      page.items().forEach(run -> found.add(run.info().id()));
      token = page.nextToken();
    } while (token.isPresent());
    return found;
  }

  private static List<String> sorted(Predicate<Found> kept, Comparator<Found> order) {
    return ALL.values().stream().filter(kept).sorted(order).map(Found::id).toList();
  }

  private static String column(String metric, boolean rises) {
    return "metrics." + metric + (rises ? " ASC" : " DESC");
  }

  private static Comparator<Found> by(String metric, boolean rises) {
    Comparator<Found> last = comparing(run -> {
      Double value = run.metrics().get(metric);
      return value == null ? 2 : value.isNaN() ? 1 : 0;
    });
    Comparator<Found> number = comparing(run -> {
      double value = run.metrics().getOrDefault(metric, Double.NaN);
      return Double.isNaN(value) ? 0 : value;
    });
    return last.thenComparing(rises ? number : number.reversed());
  }

  /** The newest first, and then by id. */
  private static Comparator<Found> ties() {
    return comparingLong(Found::start).reversed().thenComparing(Found::id);
  }
}
