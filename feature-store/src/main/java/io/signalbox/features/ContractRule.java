package io.signalbox.features;

import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.google.common.collect.ImmutableList;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * One thing that rows, or a batch as a whole, must satisfy. A missing value satisfies everything that is asked of values (whether it
 * may be missing is said by the column).
 *
 * <p>Of a row: {@code min}, {@code max}, {@code allowed}, {@code pattern} of a {@code column}; {@code unique}; {@code rule};
 * {@code known_in}. Of a batch: {@code null_share}, {@code mean_tolerance} and {@code null_share_tolerance} of a {@code column};
 * {@code least_rows}, {@code most_rows}; {@code freshness}.
 *
 * @param min least value, inclusive; numbers only
 * @param max greatest value, inclusive; numbers only
 * @param allowed the only values; string only
 * @param pattern a regular expression that the whole value must match; string only
 * @param unique columns that no two accepted rows of a batch have alike; a row in which one is missing is like no other
 * @param rule an expression over the columns that is true; {@code name} is what its breaches are called
 * @param knownIn a view that must have a row of the key, whose columns this view has; it is kept online
 * @param nullShare greatest share of rows in which the column is missing
 * @param meanTolerance how far the column's mean may be from its mean over the last batches
 * @param nullShareTolerance how far the share of missing values may be from that over the last batches
 * @param batches how many are the last; absent: 10
 * @param freshness how old the newest event may be when it is ingested
 * @param onBreach absent: reject_row for a rule of rows, reject_batch for one of a batch
 */
public record ContractRule(
    Optional<String> column,
    Optional<Double> min,
    Optional<Double> max,
    List<String> allowed,
    Optional<String> pattern,
    List<String> unique,
    Optional<String> rule,
    Optional<String> name,
    Optional<String> knownIn,
    Optional<Double> nullShare,
    Optional<Double> meanTolerance,
    Optional<Double> nullShareTolerance,
    Optional<Integer> batches,
    Optional<Long> leastRows,
    Optional<Long> mostRows,
    Optional<Duration> freshness,
    Optional<Breach> onBreach) {

  private static final int LAST_BATCHES = 10;

  public ContractRule {
    allowed = allowed == null ? ImmutableList.of() : ImmutableList.copyOf(allowed);
    unique = unique == null ? ImmutableList.of() : ImmutableList.copyOf(unique);
  }

  /** What becomes of a breach. */
  public enum Breach {
    @JsonProperty("reject_row")
    REJECT_ROW,
    @JsonProperty("reject_batch")
    REJECT_BATCH,
    @JsonProperty("warn")
    WARN
  }

  /** A rule of a column's values. */
  public static ContractRule of(
      String column,
      Optional<Double> min,
      Optional<Double> max,
      List<String> allowed,
      Optional<String> pattern) {
    return new ContractRule(
        Optional.of(column),
        min,
        max,
        allowed,
        pattern,
        List.of(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty());
  }

  @JsonIgnore
  boolean isOfBatch() {
    return nullShare.isPresent()
        || isOfLastBatches()
        || leastRows.isPresent()
        || mostRows.isPresent()
        || freshness.isPresent();
  }

  /** Whether it compares with batches before. */
  @JsonIgnore
  boolean isOfLastBatches() {
    return meanTolerance.isPresent() || nullShareTolerance.isPresent();
  }

  @JsonIgnore
  boolean isOfValues() {
    return min.isPresent() || max.isPresent() || !allowed.isEmpty() || pattern.isPresent();
  }

  int lastBatches() {
    return batches.orElse(LAST_BATCHES);
  }

  Breach breach() {
    return onBreach.orElse(isOfBatch() ? Breach.REJECT_BATCH : Breach.REJECT_ROW);
  }
}
