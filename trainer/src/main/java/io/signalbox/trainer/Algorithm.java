package io.signalbox.trainer;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import com.google.common.collect.ImmutableList;
import java.util.List;
import java.util.Optional;

/** How a plan fits its model, with the settings of that way. */
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "name")
@JsonSubTypes(
    @JsonSubTypes.Type(value = Algorithm.LogisticRegression.class, name = "logistic_regression"))
public sealed interface Algorithm {

  /**
   * Logistic regression to its optimum: standardised numbers, one column for each category, the mean and a flag where a number is
   * missing.
   *
   * @param l2 from 1e-9 to 1e9: the penalty on the coefficients (not on the intercept): the sum of the log losses plus l2/2 times their sum of
   *     squares is made least, so it is scikit-learn's 1/C
   * @param maxIterations Newton steps before the run fails; default 100
   * @param categories features whose numbers are names (an hour, a weekday); texts always are
   * @param permutedLabelsSeed fits on labels in an order drawn with this seed: a placebo (y-randomisation), and its version says so
   */
  record LogisticRegression(
      double l2,
      Optional<Integer> maxIterations,
      Optional<List<String>> categories,
      Optional<Long> permutedLabelsSeed)
      implements Algorithm {
    static final int MAX_ITERATIONS = 100;

    /** Beyond these a double does not hold both the penalty and the losses. */
    static final double LEAST_L2 = 1e-9;

    static final double GREATEST_L2 = 1e9;

    public LogisticRegression {
      if (!(l2 >= LEAST_L2 && l2 <= GREATEST_L2)) {
        throw Expected.refusal(
            "algorithm.l2", l2, "from %s to %s".formatted(LEAST_L2, GREATEST_L2));
      }
      maxIterations.ifPresent(n -> Expected.between("algorithm.max_iterations", n, 1, 10_000));
      categories.ifPresent(names -> Expected.names("algorithm.categories", names));
      categories = categories.map(ImmutableList::copyOf);
    }
  }
}
