package io.signalbox.features;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.StringJoiner;

/**
 * How the last batch of a history fared under its contract, at every moment: the share of its rows that broke no rule, rejected or warned
 * of; 0 where a rule of the batch as a whole warned. 1 before the first batch, of which nothing bad is known.
 */
public final class ContractTimeline {

  /** Warned of once, for the batch. */
  private static final Set<String> OF_THE_BATCH = Set.of(
      "least_rows",
      "most_rows",
      "freshness",
      "null_share",
      "mean_tolerance",
      "null_share_tolerance");

  /** Before all batches. */
  static final Batch NO_BATCH = new Batch(Long.MIN_VALUE, 0, 0, Map.of());

  private final long[] from;
  private final double[] results;

  private ContractTimeline(long[] from, double[] results) {
    this.from = from;
    this.results = results;
  }

  /** One batch. */
  record Batch(long ingestedMicros, long rows, long accepted, Map<String, Long> warned) {
    double result() {
      if (warned.keySet().stream().anyMatch(OF_THE_BATCH::contains)) {
        return 0;
      }
      long warnings = warned.values().stream().mapToLong(Long::longValue).sum();
      long good = Math.max(0, accepted - warnings);
      return rows == 0 ? 1 : (double) good / rows;
    }
  }

  /** @param batches in the order of their ingestion */
  static ContractTimeline of(List<Batch> batches) {
    List<Long> from = new ArrayList<>();
    List<Double> results = new ArrayList<>();
    double last = 1;
    for (Batch batch : batches) {
      double result = batch.result();
      if (result != last) {
        from.add(batch.ingestedMicros());
        results.add(result);
        last = result;
      }
    }
    return new ContractTimeline(
        from.stream().mapToLong(Long::longValue).toArray(),
        results.stream().mapToDouble(Double::doubleValue).toArray());
  }

  /** The result of the last batch that was ingested by this moment. */
  public double at(long micros) {
    int place = Arrays.binarySearch(from, micros);
    int last = place >= 0 ? place : -place - 2;
    while (last + 1 < from.length && from[last + 1] == micros) {
      last++; // of several at one moment the last one holds
    }
    return last < 0 ? 1 : results[last];
  }

  /** All that it says of moments until this one. */
  String textUntil(long micros) {
    var text = new StringJoiner(",");
    for (int i = 0; i < from.length && from[i] <= micros; i++) {
      text.add(from[i] + "=" + results[i]);
    }
    return text.toString();
  }
}
