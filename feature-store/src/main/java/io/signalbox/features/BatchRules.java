package io.signalbox.features;

import io.signalbox.features.ContractRule.Breach;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.IntFunction;

/** The rules of a contract that are about a batch as a whole. */
final class BatchRules {

  private final List<ContractRule> rules;

  BatchRules(FeatureViewDefinition view) {
    this.rules = view.contract().stream().filter(ContractRule::isOfBatch).toList();
  }

  boolean isEmpty() {
    return rules.isEmpty();
  }

  /** Of the columns that batches are compared by. */
  Map<String, ColumnStatistics> statistics(RowsBuilder accepted) {
    var statistics = new TreeMap<String, ColumnStatistics>();
    if (rules.stream().anyMatch(rule -> rule.column().isPresent())) {
      Rows rows = accepted.build();
      for (ContractRule rule : rules) {
        rule.column()
            .ifPresent(name ->
                statistics.computeIfAbsent(name, it -> ColumnStatistics.of(column(rows, it))));
      }
    }
    return statistics;
  }

  private static Column column(Rows rows, String name) {
    return rows.cells().stream()
        .filter(it -> it.name().equals(name))
        .findFirst()
        .orElseThrow();
  }

  /**
   * Refuses a batch that breaks a rule which rejects it, and counts the others.
   *
   * @param last the statistics of so many batches before, the newest first
   * @throws FeaturesException.ContractBroken if the batch is refused
   */
  Map<String, Long> check(
      CheckedBatch batch,
      Map<String, ColumnStatistics> statistics,
      Instant now,
      IntFunction<List<Map<String, ColumnStatistics>>> last) {
    Map<String, Long> warned = new HashMap<>();
    for (ContractRule rule : rules) {
      breaches(rule, batch, statistics, now, last).forEach((name, why) -> {
        if (rule.breach() == Breach.REJECT_BATCH) {
          throw new FeaturesException.ContractBroken(
              "batch of %s: %s: %s".formatted(batch.view().name(), name, why));
        }
        warned.merge(name, 1L, Long::sum);
      });
    }
    return warned;
  }

  private static Map<String, String> breaches(
      ContractRule rule,
      CheckedBatch batch,
      Map<String, ColumnStatistics> statistics,
      Instant now,
      IntFunction<List<Map<String, ColumnStatistics>>> last) {
    var breaches = new LinkedHashMap<String, String>();
    long accepted = batch.accepted().size();
    rule.leastRows()
        .filter(least -> accepted < least)
        .ifPresent(least -> breaches.put(
            "least_rows", "%d accepted (expected: at least %d)".formatted(accepted, least)));
    rule.mostRows()
        .filter(most -> accepted > most)
        .ifPresent(most -> breaches.put(
            "most_rows", "%d accepted (expected: at most %d)".formatted(accepted, most)));
    rule.freshness()
        .ifPresent(
            age -> freshness(age, batch, now).ifPresent(why -> breaches.put("freshness", why)));
    rule.column().ifPresent(column -> {
      ColumnStatistics mine = statistics.getOrDefault(column, ColumnStatistics.NONE);
      rule.nullShare()
          .filter(most -> mine.nullShare() > most)
          .ifPresent(most -> breaches.put(
              "null_share",
              "%s of %s is missing (expected: at most %s)"
                  .formatted(mine.nullShare(), column, most)));
      if (rule.isOfLastBatches()) {
        compare(rule, column, mine, last.apply(rule.lastBatches()), breaches);
      }
    });
    return breaches;
  }

  private static Optional<String> freshness(Duration age, CheckedBatch batch, Instant now) {
    return batch
        .lastEventMicros()
        .filter(newest -> newest < Micros.of(now) - Micros.of(age))
        .map(newest -> "newest event %s (expected: at most %s before %s)"
            .formatted(Micros.instant(newest), age, now));
  }

  private static void compare(
      ContractRule rule,
      String column,
      ColumnStatistics mine,
      List<Map<String, ColumnStatistics>> last,
      Map<String, String> breaches) {
    ColumnStatistics before = last.stream()
        .flatMap(batch -> Optional.ofNullable(batch.get(column)).stream())
        .reduce(ColumnStatistics.NONE, ColumnStatistics::and);
    if (before.rows() == 0 || mine.rows() == 0) {
      return; // nothing to compare
    }
    rule.meanTolerance()
        .filter(most -> Math.abs(mine.mean() - before.mean()) > most)
        .ifPresent(most -> breaches.put(
            "mean_tolerance",
            "mean of %s %s (expected: %s, give or take %s)"
                .formatted(column, mine.mean(), before.mean(), most)));
    rule.nullShareTolerance()
        .filter(most -> Math.abs(mine.nullShare() - before.nullShare()) > most)
        .ifPresent(most -> breaches.put(
            "null_share_tolerance",
            "%s of %s is missing (expected: %s, give or take %s)"
                .formatted(mine.nullShare(), column, before.nullShare(), most)));
  }
}
