package io.signalbox.registry;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import java.util.Optional;

/** A condition that a version must meet before it enters a stage. Missing data never passes. */
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "type")
@JsonSubTypes({
  @JsonSubTypes.Type(value = Gate.MetricBound.class, name = "metric"),
  @JsonSubTypes.Type(value = Gate.BetterThanProduction.class, name = "better_than_production"),
  @JsonSubTypes.Type(value = Gate.Tagged.class, name = "tag"),
  @JsonSubTypes.Type(value = Gate.Lineage.class, name = "lineage"),
  @JsonSubTypes.Type(value = Gate.Signature.class, name = "signature"),
  @JsonSubTypes.Type(value = Gate.Approvals.class, name = "approvals"),
  @JsonSubTypes.Type(value = Gate.Condition.class, name = "condition")
})
public sealed interface Gate {
  Stage stage();

  /** The latest value of a metric of the version's run against a bound. */
  record MetricBound(Stage stage, String metric, Relation relation, double bound) implements Gate {}

  /**
   * Two metrics of the candidate's run, both measured on the same holdout: the candidate's own and the Production version's. Does not
   * apply where the model has no Production version, and says so.
   *
   * @param metric e.g. {@code holdout.log_loss}
   * @param productionMetric e.g. {@code holdout.production.log_loss}
   * @param relation of the candidate's to Production's, e.g. {@code less}
   * @param times Production's is multiplied by this first, e.g. 1.10; 1 where it is absent
   * @param plus then this is added; 0 where it is absent
   */
  record BetterThanProduction(
      Stage stage,
      String metric,
      String productionMetric,
      Relation relation,
      Optional<Double> times,
      Optional<Double> plus)
      implements Gate {

    /** Against Production's as it is. */
    public BetterThanProduction(
        Stage stage, String metric, String productionMetric, Relation relation) {
      this(stage, metric, productionMetric, relation, Optional.empty(), Optional.empty());
    }

    /** What the candidate's is held against. */
    public double bound(double production) {
      return production * times.orElse(1.0) + plus.orElse(0.0);
    }
  }

  /** A tag of the version, with this value where one is given. */
  record Tagged(Stage stage, String key, Optional<String> value) implements Gate {}

  /** The version's run, its training set and the version of the code that made it are known. */
  record Lineage(Stage stage) implements Gate {}

  /**
   * Whoever calls the Production version can call this one without a change: every input that it requires is one that Production requires,
   * of a type that takes Production's. Does not apply where the model has no Production version, and says so.
   */
  record Signature(Stage stage) implements Gate {}

  /** So many approvals of this version for this stage, by others than who registered it. */
  record Approvals(Stage stage, int count) implements Gate {}

  /** A CEL text over {@code metrics}, {@code params} and {@code tags}, e.g. {@code metrics["ece"] < 0.05 && tags["team"] == "ops"}. */
  record Condition(Stage stage, String expression) implements Gate {}

  /** How the found value must stand to the expected one. */
  enum Relation {
    @JsonProperty("less")
    LESS("<"),
    @JsonProperty("at_most")
    AT_MOST("<="),
    @JsonProperty("at_least")
    AT_LEAST(">="),
    @JsonProperty("greater")
    GREATER(">");

    private final String sign;

    Relation(String sign) {
      this.sign = sign;
    }

    public String sign() {
      return sign;
    }

    /** NaN holds nothing: every comparison with it is false. */
    public boolean holds(double found, double bound) {
      return switch (this) {
        case LESS -> found < bound;
        case AT_MOST -> found <= bound;
        case AT_LEAST -> found >= bound;
        case GREATER -> found > bound;
      };
    }
  }
}
