package io.signalbox.trainer.algorithm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.signalbox.features.Column;
import io.signalbox.features.Table;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class LogisticRegressionTest {
  /** Spector and Mazzeo (1980): does the personalised system of instruction raise the grade? */
  private static final double[] GPA = {
    2.66, 2.89, 3.28, 2.92, 4, 2.86, 2.76, 2.87, 3.03, 3.92, 2.63, 3.32, 3.57, 3.26, 3.53, 2.74,
    2.75, 2.83, 3.12, 3.16, 2.06, 3.62, 2.89, 3.51, 3.54, 2.83, 3.39, 2.67, 3.65, 4, 3.1, 2.39
  };

  private static final double[] TUCE = {
    20, 22, 24, 12, 21, 17, 17, 21, 25, 29, 20, 23, 23, 25, 26, 19, 25, 19, 23, 25, 22, 28, 14, 26,
    24, 27, 17, 24, 21, 23, 21, 19
  };
  private static final double[] PSI = {
    0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1
  };
  private static final double[] GRADE = {
    0, 0, 0, 0, 1, 0, 0, 0, 0, 1, 0, 0, 0, 1, 0, 0, 0, 0, 0, 1, 0, 1, 0, 0, 1, 1, 1, 0, 1, 1, 0, 1
  };
  private static final Table SPECTOR = new Table(
      32,
      List.of(
          new Column.Doubles("GPA", GPA),
          new Column.Doubles("TUCE", TUCE),
          new Column.Doubles("PSI", PSI)));

  /** Greene, Econometric Analysis, table of the binary choice models: -13.021, 2.826, .095, 2.379. */
  @Test
  void without_a_penalty_it_is_the_fit_that_greene_publishes() {
    LogisticModel model = new Fitting(new LogisticRegression(0, 100, () -> {}), Set.of())
        .fit(SPECTOR, rows(32), GRADE)
        .model();

    double[] slopes = new double[3];
    double constant = model.intercept();
    for (int j = 0; j < 3; j++) {
      var number = (Encoder.Scaled) model.encoding().encoders().get(j);
      slopes[j] = model.coefficients().get(j) * number.scale();
      constant -= slopes[j] * number.mean();
    }

    // more digits: statsmodels 0.15.0, Logit; ours sees the grades as floats
    assertThat(constant).isCloseTo(-13.021346858, within(2e-5));
    assertThat(slopes[0]).isCloseTo(2.826112595, within(5e-6));
    assertThat(slopes[1]).isCloseTo(0.0951576613, within(1e-6));
    assertThat(slopes[2]).isCloseTo(2.378687655, within(5e-6));
    double likelihood = -32 * Evaluation.of(model.score(SPECTOR), GRADE).logLoss();
    assertThat(likelihood).isCloseTo(-12.8896342, within(1e-6));
  }

  /** scikit-learn 1.9.1, LogisticRegression(C=1/l2, solver="newton-cholesky", tol=1e-12) on the same standardised rows. */
  @Test
  void with_missing_values_and_categories_it_is_scikit_learns_optimum() {
    var rows = new MixedRows(500);

    LogisticModel model = fit(rows, 1).model();

    assertThat(Arrays.stream(rows.labels).sum()).isEqualTo(274);
    assertThat(model.intercept()).isCloseTo(0.2825258363228, within(1e-8));
    assertThat(model.coefficients().toArray())
        .containsExactly(
            new double[] {
              0.977113721234,
              0.977182862991, // delay, wind
              -0.278770647961, // delay is missing
              0.059266189724,
              -0.353132214546,
              -0.459363008324,
              -0.383704877134,
              1.13693391028,
              0.276994174685,
              -0.282782481641,
              0.0288288875889,
              -0.220740390862,
              0.185160126902,
              0.0125396833273
            },
            within(1e-8));
    assertThat(Arrays.copyOf(model.score(rows.features), 3))
        .containsExactly(
            new double[] {0.8177820255725, 0.4241761552515, 0.7584072937919}, within(1e-8));
  }

  @Test
  void the_gradient_vanishes_where_it_ends() {
    Fitting.Fitted fitted = fit(new MixedRows(5_000), .1);

    assertThat(fitted.gradient()).isLessThanOrEqualTo(1e-10);
    assertThat(fitted.steps()).isBetween(3, 10);
  }

  @Test
  void the_same_rows_give_the_same_bits() {
    var rows = new MixedRows(2_000);

    assertThat(fit(rows, 1).model()).isEqualTo(fit(rows, 1).model());
  }

  @Test
  void rows_that_are_not_fitted_do_not_matter() {
    var all = new MixedRows(1_000);
    var some = new MixedRows(600);

    LogisticModel part = new Fitting(new LogisticRegression(1, 100, () -> {}), Set.of("hour"))
        .fit(all.features, rows(600), Arrays.copyOf(all.labels, 600))
        .model();

    assertThat(part).isEqualTo(fit(some, 1).model());
  }

  @Test
  void labels_of_one_class_are_refused() {
    assertThatThrownBy(() -> new Fitting(new LogisticRegression(1, 100, () -> {}), Set.of())
            .fit(SPECTOR, rows(32), new double[32]))
        .isInstanceOf(UnfitData.class)
        .hasMessage("labels: all 32 are 0 (expected: some of each of 0 and 1)");
  }

  @Test
  void an_identity_is_not_a_category() {
    List<String> tails = IntStream.range(0, 1_001).mapToObj(i -> "N" + i).toList();
    var table = new Table(1_001, List.of(new Column.Texts("tail_number", tails)));

    assertThatThrownBy(() -> Encoding.learn(table, rows(1_001), Set.of()))
        .hasMessage("feature tail_number: more than 1000 categories (expected: at most 1000)");
  }

  @Test
  void separated_classes_without_a_penalty_have_no_optimum() {
    var table = new Table(4, List.of(new Column.Doubles("x", new double[] {1, 2, 3, 4})));

    assertThatThrownBy(() -> new Fitting(new LogisticRegression(0, 15, () -> {}), Set.of())
            .fit(table, rows(4), new double[] {0, 0, 1, 1}))
        .isInstanceOf(UnfitData.class);
  }

  @Test
  void permuted_labels_keep_their_number_and_lose_their_meaning() {
    var rows = new MixedRows(5_000);

    double[] permuted = Fitting.permuted(rows.labels, 7);

    assertThat(Arrays.stream(permuted).sum())
        .isEqualTo(Arrays.stream(rows.labels).sum());
    assertThat(permuted).isNotEqualTo(rows.labels).isEqualTo(Fitting.permuted(rows.labels, 7));
    double[] scores = new Fitting(new LogisticRegression(1, 100, () -> {}), Set.of())
        .fit(rows.features, rows.all(), permuted)
        .model()
        .score(rows.features);
    assertThat(Evaluation.of(scores, rows.labels).logLoss()).isGreaterThan(.68);
  }

  @Test
  void a_year_of_flights_is_fitted_in_seconds() {
    int n = 200_000;
    Table table = MixedRows.wide(n, 1);
    var random = new Random(2);
    double[] labels = random.doubles(n).map(u -> u < .24 ? 1 : 0).toArray();

    long start = System.nanoTime();
    Fitting.Fitted fitted =
        new Fitting(new LogisticRegression(1, 100, () -> {}), Set.of()).fit(table, rows(n), labels);
    Duration took = Duration.ofNanos(System.nanoTime() - start);

    assertThat(fitted.model().coefficients().length()).isEqualTo(13 + 8 + 150);
    System.out.println("fit of 200,000 rows x 171 columns: " + took.toMillis() + " ms, "
        + fitted.steps() + " steps");
    assertThat(took)
        .isLessThan(Duration.ofSeconds(20)); // about 1 s alone; the bound is for a busy machine
  }

  private static Fitting.Fitted fit(MixedRows rows, double l2) {
    return new Fitting(new LogisticRegression(l2, 100, () -> {}), Set.of("hour"))
        .fit(rows.features, rows.all(), rows.labels);
  }

  private static int[] rows(int count) {
    return IntStream.range(0, count).toArray();
  }
}
