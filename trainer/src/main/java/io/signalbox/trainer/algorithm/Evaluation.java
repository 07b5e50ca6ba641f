package io.signalbox.trainer.algorithm;

import com.google.common.collect.ImmutableList;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/**
 * How well scores tell what turned out.
 *
 * @param logLoss mean, in nats, of probabilities kept {@value #EDGE} away from 0 and 1
 * @param brier mean squared difference
 * @param accuracy share of rows on the right side of one half
 * @param meanScore equals {@code positiveShare} where the scores are calibrated in the large
 * @param calibrationError mean distance of score and share over bins of equal mass, weighted by their rows (ECE)
 */
public record Evaluation(
    int rows,
    double logLoss,
    double brier,
    double accuracy,
    double meanScore,
    double positiveShare,
    double calibrationError,
    List<Bin> calibration) {

  static final double EDGE = 1e-15;
  static final int BINS = 10;

  public Evaluation {
    calibration = ImmutableList.copyOf(calibration);
  }

  /** Rows of similar scores. */
  public record Bin(int rows, double meanScore, double positiveShare) {}

  /**
   * Evaluates scores, with {@value #BINS} bins.
   *
   * @param scores probabilities
   * @param labels 0 or 1, as many, at least one
   */
  public static Evaluation of(double[] scores, double[] labels) {
    return of(scores, labels, BINS);
  }

  static Evaluation of(double[] scores, double[] labels, int bins) {
    int n = labels.length;
    double loss = 0;
    double squares = 0;
    double mean = 0;
    double positive = 0;
    int right = 0;
    for (int i = 0; i < n; i++) {
      double p = Math.clamp(scores[i], EDGE, 1 - EDGE);
      loss -= Math.log(labels[i] > 0 ? p : 1 - p);
      squares += (scores[i] - labels[i]) * (scores[i] - labels[i]);
      right += scores[i] >= 0.5 == labels[i] > 0 ? 1 : 0;
      mean += scores[i];
      positive += labels[i];
    }
    List<Bin> calibration = bins(scores, labels, Math.min(bins, n));
    double error = calibration.stream()
        .mapToDouble(bin -> bin.rows() * Math.abs(bin.meanScore() - bin.positiveShare()) / n)
        .sum();
    return new Evaluation(
        n, loss / n, squares / n, (double) right / n, mean / n, positive / n, error, calibration);
  }

  /** As many rows in each, give or take one, in the order of the scores; equal scores in the order of the rows. */
  private static List<Bin> bins(double[] scores, double[] labels, int bins) {
    int[] order = IntStream.range(0, scores.length)
        .boxed()
        .sorted((a, b) -> Double.compare(scores[a], scores[b]))
        .mapToInt(Integer::intValue)
        .toArray();
    var found = new ArrayList<Bin>();
    for (int bin = 0; bin < bins; bin++) {
      int from = (int) ((long) order.length * bin / bins);
      int until = (int) ((long) order.length * (bin + 1) / bins);
      double mean = 0;
      double positive = 0;
      for (int i = from; i < until; i++) {
        mean += scores[order[i]];
        positive += labels[order[i]];
      }
      found.add(new Bin(until - from, mean / (until - from), positive / (until - from)));
    }
    return found;
  }
}
