package io.signalbox.monitor.experiment;

import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;

/**
 * The difference of two live arms, reference less candidate, within strata and clustered by unit.
 *
 * <p>Strata (a day under one routing table) keep a drifting base rate apart from a changing share: pooled over a ramp it
 * would pass for an effect. Within a stratum the arms' means are compared; strata weigh {@code n_c n_r / (n_c + n_r)}, which
 * is least squares with a constant per stratum. A unit is asked many times and may change its arm between strata, so the
 * variance is that of the sums of its influences (Liang and Zeger 1986; Cameron and Miller 2015, equation 11): {@code U / (U - 1) *
 * sum_u (sum_i z_i e_i)^2 / (sum_i z_i^2)^2}, z being the arm less its share of the stratum. Not thread-safe.
 */
public final class ArmDifference {
  private final Map<Long, Stratum> strata = new HashMap<>();
  private final Map<String, Integer> units = new HashMap<>();
  private Observation[] observations = new Observation[1024];
  private int size;

  public void add(long stratum, String unit, boolean candidate, double loss) {
    Stratum group = strata.computeIfAbsent(stratum, key -> new Stratum());
    int number = units.computeIfAbsent(unit, key -> units.size());
    group.add(candidate, loss);
    if (size == observations.length) {
      observations = Arrays.copyOf(observations, size * 2);
    }
    observations[size++] = new Observation(group, number, candidate, loss);
  }

  /** What the strata say that have both arms; the mean is NaN where none has. */
  public Result result() {
    double weights = 0;
    double weighted = 0;
    int used = 0;
    for (Stratum stratum : strata.values()) {
      double weight = stratum.weight();
      if (weight > 0) {
        weights += weight;
        weighted += weight * stratum.difference();
        used++;
      }
    }
    double difference = weighted / weights;
    return withError(difference, weights, used);
  }

  private Result withError(double difference, double weights, int used) {
    double[] influence = new double[units.size()];
    boolean[] seen = new boolean[units.size()];
    long candidates = 0;
    long references = 0;
    for (int i = 0; i < size; i++) {
      Observation row = observations[i];
      if (row.stratum.weight() == 0) {
        continue;
      }
      double arm = (row.candidate ? 1 : 0) - row.stratum.candidateShare();
      double residual = row.loss - row.stratum.mean() + difference * arm;
      influence[row.unit] += arm * residual / weights;
      seen[row.unit] = true;
      if (row.candidate) {
        candidates++;
      } else {
        references++;
      }
    }
    int clusters = 0;
    double squares = 0;
    for (int unit = 0; unit < influence.length; unit++) {
      clusters += seen[unit] ? 1 : 0;
      squares += influence[unit] * influence[unit];
    }
    double error = clusters < 2 ? Double.NaN : Math.sqrt(squares * clusters / (clusters - 1.0));
    return new Result(difference, error, clusters, used, candidates, references);
  }

  /**
   * The difference found.
   *
   * @param standardError NaN with fewer than two units
   * @param strata those that have both arms
   */
  public record Result(
      double difference,
      double standardError,
      int units,
      int strata,
      long candidates,
      long references) {}

  private record Observation(Stratum stratum, int unit, boolean candidate, double loss) {}

  private static final class Stratum {
    private double candidateSum;
    private double referenceSum;
    private long candidates;
    private long references;

    void add(boolean candidate, double loss) {
      if (candidate) {
        candidateSum += loss;
        candidates++;
      } else {
        referenceSum += loss;
        references++;
      }
    }

    double weight() {
      return (double) candidates * references / (candidates + references);
    }

    double difference() {
      return referenceSum / references - candidateSum / candidates;
    }

    double mean() {
      return (candidateSum + referenceSum) / (candidates + references);
    }

    double candidateShare() {
      return (double) candidates / (candidates + references);
    }
  }
}
