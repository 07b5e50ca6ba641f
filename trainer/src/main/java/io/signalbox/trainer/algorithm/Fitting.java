package io.signalbox.trainer.algorithm;

import io.signalbox.features.Table;
import java.util.Set;
import java.util.SplittableRandom;

/** From a table to a model: learns the encoding on the rows that are fitted, then the coefficients. */
public final class Fitting {
  private final LogisticRegression regression;
  private final Set<String> categories;

  public Fitting(LogisticRegression regression, Set<String> categories) {
    this.regression = regression;
    this.categories = Set.copyOf(categories);
  }

  /** A model, the Newton steps it took and the largest component of the gradient there. */
  public record Fitted(LogisticModel model, int steps, double gradient) {}

  /**
   * Fits the rows that are named, and looks at no other.
   *
   * @param features exactly the columns that the model reads
   * @param rows the ones to fit
   * @param labels 0 or 1, one for each of {@code rows}
   * @throws UnfitData if only one class is there, a feature has too many categories, or there is no optimum
   */
  public Fitted fit(Table features, int[] rows, double[] labels) {
    refuseOneClass(labels);
    Encoding encoding = Encoding.learn(features, rows, categories);
    LogisticRegression.Fit fit = regression.fit(new Design(encoding, features, rows), labels);
    var model = new LogisticModel(encoding, fit.intercept(), fit.coefficients());
    return new Fitted(model, fit.steps(), fit.gradient());
  }

  /** The labels in an order drawn with this seed (Fisher and Yates): nothing is left to learn. */
  public static double[] permuted(double[] labels, long seed) {
    double[] drawn = labels.clone();
    var random = new SplittableRandom(seed);
    for (int last = drawn.length - 1; last > 0; last--) {
      int other = random.nextInt(last + 1);
      double kept = drawn[last];
      drawn[last] = drawn[other];
      drawn[other] = kept;
    }
    return drawn;
  }

  private static void refuseOneClass(double[] labels) {
    int positive = 0;
    for (double label : labels) {
      if (label != 0 && label != 1) {
        throw new UnfitData("label: " + label + " (expected: 0 or 1)");
      }
      positive += label > 0 ? 1 : 0;
    }
    if (positive == 0 || positive == labels.length) {
      throw new UnfitData("labels: all %d are %s (expected: some of each of 0 and 1)"
          .formatted(labels.length, positive == 0 ? "0" : "1"));
    }
  }
}
