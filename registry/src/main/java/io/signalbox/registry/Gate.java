package io.signalbox.registry;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;

/** A condition that a version must meet before it enters a stage. Missing data never passes. */
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "type")
@JsonSubTypes({
  @JsonSubTypes.Type(value = Gate.MetricBound.class, name = "metric"),
  @JsonSubTypes.Type(value = Gate.BetterThanProduction.class, name = "better_than_production")
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
   * @param relation of candidate to production, e.g. {@code less}
   */
  record BetterThanProduction(
      Stage stage, String metric, String productionMetric, Relation relation) implements Gate {}

  /** How the found value must stand to the expected one. */
  enum Relation {
    @JsonProperty("less")
    LESS,
    @JsonProperty("at_most")
    AT_MOST,
    @JsonProperty("at_least")
    AT_LEAST,
    @JsonProperty("greater")
    GREATER
  }
}
