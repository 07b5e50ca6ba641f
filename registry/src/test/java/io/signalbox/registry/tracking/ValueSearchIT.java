package io.signalbox.registry.tracking;

import static org.assertj.core.api.Assertions.assertThat;

import io.signalbox.registry.RegistryServer;
import io.signalbox.registry.Tracking;
import io.signalbox.registry.search.PageRequest;
import io.signalbox.registry.search.SearchRequest;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Runs are found by a param's and a tag's whole value, of which an index knows the first 64 characters. */
class ValueSearchIT {
  private static final RegistryServer SERVER = new RegistryServer();
  private static final Runs RUNS = SERVER.bean(Runs.class);
  private static final String SHARED = "x".repeat(62);

  /** Around the border, beyond what fits into an index, beyond the 16 bits of Unicode, empty, and with a quote. */
  private static final List<String> VALUES = List.of(
      SHARED,
      SHARED + "y",
      SHARED + "yz",
      SHARED + "yza",
      SHARED + "yzb",
      SHARED + "\uD83D\uDE82",
      SHARED + "\uD83D\uDE82\uD83D\uDE82",
      SHARED + "\uD83D\uDE82\uD83D\uDE82\uD83D\uDE82",
      "\uD83D\uDE82".repeat(1_000),
      "é".repeat(6_000),
      "é".repeat(5_999) + "e",
      "0.1",
      "0.10",
      "");

  private static final Map<String, String> RUN_OF = new LinkedHashMap<>();
  private static String experiment;

  @BeforeAll
  static void log() {
    experiment = SERVER.bean(Tracking.class).experiment("values");
    for (String value : VALUES) {
      NewRun run = new NewRun(experiment, "", "", RUN_OF.size(), Map.of("tagged", value));
      String id = RUNS.create(run).info().id();
      RUNS.logParam(id, "given", value);
      RUNS.logParam(id, "other", VALUES.get(RUN_OF.size() / 2));
      RUN_OF.put(value, id);
    }
  }

  @AfterAll
  static void stop() {
    SERVER.close();
  }

  @ParameterizedTest
  @ValueSource(strings = {"params.given", "tags.tagged"})
  void each_value_finds_its_own_run_and_no_other(String field) {
    RUN_OF.forEach((value, run) ->
        assertThat(found(field + " = '" + value + "'")).as(value).containsExactly(run));
  }

  @ParameterizedTest
  @ValueSource(strings = {"params.given", "tags.tagged"})
  void a_value_that_only_begins_as_one_that_is_there_finds_nothing(String field) {
    assertThat(found(field + " = '" + SHARED + "yzc'")).isEmpty();
    assertThat(found(field + " = '" + "é".repeat(5_998) + "'")).isEmpty();
    assertThat(found(field + " = '" + SHARED.substring(1) + "'")).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"params.given", "tags.tagged"})
  void what_is_unequal_is_all_the_others(String field) {
    assertThat(found(field + " != '0.1'"))
        .hasSize(VALUES.size() - 1)
        .doesNotContain(RUN_OF.get("0.1"));
  }

  private static List<String> found(String filter) {
    return RUNS
        .search(
            List.of(experiment),
            View.ACTIVE_ONLY,
            new SearchRequest(filter, List.of(), PageRequest.of(Optional.empty(), 100)))
        .items()
        .stream()
        .map(run -> run.info().id())
        .toList();
  }
}
