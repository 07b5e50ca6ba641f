package io.signalbox.trainer.algorithm;

import java.util.Arrays;

/** Objective, gradient and Hessian of the penalised log loss at one point; the intercept is the last coordinate. */
final class Normal {
  /** With a thousand columns about a second of one core. */
  static final int ROWS_A_LOOK = 4_096;

  private final Design design;
  private final double[] labels;
  private final double l2;
  private final Runnable progress;
  private final int size;

  /** Lower triangle. */
  private final double[][] hessian;

  final double[] gradient;
  double objective;

  /** {@code progress} is called before each {@value #ROWS_A_LOOK} rows; what it throws ends the sum. */
  Normal(Design design, double[] labels, double l2, Runnable progress) {
    this.progress = progress;
    this.design = design;
    this.labels = labels;
    this.l2 = l2;
    this.size = design.columns + 1;
    this.hessian = new double[size][];
    Arrays.setAll(hessian, row -> new double[row + 1]);
    this.gradient = new double[size];
  }

  void accumulate(double[] at) {
    Arrays.fill(gradient, 0);
    for (double[] row : hessian) {
      Arrays.fill(row, 0);
    }
    objective = 0;
    double intercept = at[size - 1];
    for (int row = 0; row < design.rows; row++) {
      if (row % ROWS_A_LOOK == 0) {
        progress.run();
      }
      double margin = design.margin(row, intercept, at);
      double probability = LogisticModel.probability(margin);
      objective += loss(labels[row] > 0 ? margin : -margin);
      add(row, probability - labels[row], probability * (1 - probability));
    }
    for (int j = 0; j < size - 1; j++) {
      objective += l2 / 2 * at[j] * at[j];
      gradient[j] += l2 * at[j];
      hessian[j][j] += l2;
    }
  }

  /** log(1 + exp(-margin)) without overflow. */
  private static double loss(double margin) {
    return Math.max(0, -margin) + Math.log1p(Math.exp(-Math.abs(margin)));
  }

  private void add(int row, double residual, double weight) {
    int numbers = design.numbers;
    int from = row * numbers;
    double[] last = hessian[size - 1];
    for (int j = 0; j < numbers; j++) {
      double value = design.values[from + j];
      double weighted = weight * value;
      gradient[j] += residual * value;
      last[j] += weighted;
      double[] into = hessian[j];
      for (int k = 0; k <= j; k++) {
        into[k] += weighted * design.values[from + k];
      }
    }
    int slotFrom = row * design.slots;
    for (int s = 0; s < design.slots; s++) {
      int column = design.set[slotFrom + s];
      if (column < 0) {
        continue;
      }
      gradient[column] += residual;
      last[column] += weight;
      double[] into = hessian[column];
      for (int k = 0; k < numbers; k++) {
        into[k] += weight * design.values[from + k];
      }
      for (int t = 0; t <= s; t++) { // slots are in the order of their columns
        int other = design.set[slotFrom + t];
        if (other >= 0) {
          into[other] += weight;
        }
      }
    }
    gradient[size - 1] += residual;
    last[size - 1] += weight;
  }

  double largestGradient() {
    double largest = 0;
    for (double component : gradient) {
      largest = Math.max(largest, Math.abs(component));
    }
    return largest;
  }

  /** The whole Hessian. */
  double[][] symmetric() {
    double[][] full = new double[size][size];
    for (int i = 0; i < size; i++) {
      for (int j = 0; j <= i; j++) {
        full[i][j] = hessian[i][j];
        full[j][i] = hessian[i][j];
      }
    }
    return full;
  }
}
