package io.signalbox.trainer.algorithm;

import com.google.common.primitives.ImmutableDoubleArray;
import java.util.Arrays;
import org.apache.commons.math3.linear.Array2DRowRealMatrix;
import org.apache.commons.math3.linear.ArrayRealVector;
import org.apache.commons.math3.linear.CholeskyDecomposition;
import org.apache.commons.math3.linear.NonPositiveDefiniteMatrixException;

/**
 * Newton's method for penalised logistic regression (iteratively reweighted least squares: Hastie, Tibshirani, Friedman, The
 * Elements of Statistical Learning, 4.4.1), with halved steps where a whole one would go uphill. The sum of the log losses plus
 * l2/2 times the sum of squared coefficients, the intercept's left out, is convex, so what it finds is the optimum. Rows are added
 * in order: the same rows give the same bits.
 *
 * @param l2 the penalty, at least 0; 0 needs columns that are not collinear
 * @param iterations most Newton steps
 * @param progress called again and again, also within a step; what it throws ends the fit
 */
public record LogisticRegression(double l2, int iterations, Runnable progress) {

  /** Largest component of the gradient of the mean loss at the optimum. */
  static final double GRADIENT = 1e-10;

  static final int HALVINGS = 40;

  /** Where the fit ended: {@code gradient} is the largest component, of the mean loss. */
  record Fit(double intercept, ImmutableDoubleArray coefficients, int steps, double gradient) {}

  /**
   * Finds the optimum.
   *
   * @param labels 0 or 1, one a row of the design
   * @throws UnfitData if the optimum was not reached, or there is none
   */
  Fit fit(Design design, double[] labels) {
    double[] at = new double[design.columns + 1]; // the intercept is last
    double positive = Arrays.stream(labels).average().orElseThrow();
    at[design.columns] = Math.log(positive / (1 - positive));
    var normal = new Normal(design, labels, l2, progress);
    normal.accumulate(at);
    for (int step = 0; step <= iterations; step++) {
      double gradient = normal.largestGradient() / design.rows;
      if (gradient <= GRADIENT) {
        double[] coefficients = Arrays.copyOf(at, design.columns);
        return new Fit(
            at[design.columns], ImmutableDoubleArray.copyOf(coefficients), step, gradient);
      }
      if (step < iterations) {
        at = descend(normal, at);
      }
    }
    throw new UnfitData(
        "no optimum after %d iterations (expected: a gradient of at most %s; is one feature the label itself?)"
            .formatted(iterations, GRADIENT));
  }

  /** One step; leaves the normal equations at the point that it returns. */
  private double[] descend(Normal normal, double[] at) {
    double before = normal.objective;
    double[] step = solve(normal);
    double length = 1;
    for (int halving = 0; halving < HALVINGS; halving++, length /= 2) {
      double[] next = new double[at.length];
      for (int j = 0; j < at.length; j++) {
        next[j] = at[j] - length * step[j];
      }
      normal.accumulate(next);
      // Near the optimum the objective cannot be told apart from its rounding.
      if (normal.objective <= before + 1e-12 * Math.abs(before)) {
        return next;
      }
    }
    throw new UnfitData(
        "the fit cannot go on (expected: features that are finite and not collinear)");
  }

  private static double[] solve(Normal normal) {
    try {
      return new CholeskyDecomposition(new Array2DRowRealMatrix(normal.symmetric(), false), 1e-9, 0)
          .getSolver()
          .solve(new ArrayRealVector(normal.gradient, false))
          .toArray();
    } catch (NonPositiveDefiniteMatrixException e) {
      throw new UnfitData("the features are collinear (expected: independent ones, or l2 > 0)");
    }
  }
}
