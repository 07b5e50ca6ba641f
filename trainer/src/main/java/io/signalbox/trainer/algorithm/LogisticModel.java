package io.signalbox.trainer.algorithm;

import com.google.common.primitives.ImmutableDoubleArray;
import io.signalbox.features.Table;
import java.util.stream.IntStream;

/**
 * A fitted logistic regression.
 *
 * @param coefficients of the design's columns: the numbers of all encoders, then the indicators of all encoders
 */
public record LogisticModel(
    Encoding encoding, double intercept, ImmutableDoubleArray coefficients) {

  /** The probability of 1 for each row. Columns that no encoder names are ignored. */
  public double[] score(Table features) {
    return score(features, IntStream.range(0, features.rows()).toArray());
  }

  public double[] score(Table features, int[] rows) {
    var design = new Design(encoding, features, rows);
    double[] weights = coefficients.toArray();
    double[] scores = new double[rows.length];
    for (int row = 0; row < rows.length; row++) {
      scores[row] = probability(design.margin(row, intercept, weights));
    }
    return scores;
  }

  static double probability(double margin) {
    return 1 / (1 + Math.exp(-margin));
  }
}
