package io.signalbox.features;

import com.google.common.collect.ImmutableList;
import java.util.List;
import java.util.Optional;

/**
 * What the values of one column must satisfy. A row that does not goes to quarantine; a missing
 * value satisfies everything here (whether it may be missing is said by the column).
 *
 * @param min least value, inclusive; int64 and float64 only
 * @param max greatest value, inclusive; int64 and float64 only
 * @param allowed the only values; string only
 * @param pattern a regular expression that the whole value must match; string only
 */
public record ColumnContract(
    String column,
    Optional<Double> min,
    Optional<Double> max,
    List<String> allowed,
    Optional<String> pattern) {

  public ColumnContract {
    allowed = allowed == null ? ImmutableList.of() : ImmutableList.copyOf(allowed);
  }
}
