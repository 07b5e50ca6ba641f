package io.signalbox.monitor;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.signalbox.registry.ModelName;
import io.signalbox.router.EndpointName;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * A candidate against a reference, as evidence. Improvements are log losses of the reference less those of the
 * candidate, in nats: above zero the candidate is better.
 *
 * @param since the first moment of the first UTC day that is whole from the moment on that was asked for
 * @param until the first moment of the UTC day that is not yet mature to its end; predictions from it on took no part, because
 *     part of a day is not like a day
 * @param paired both versions on the same predictions; the primary measure
 * @param live each version on the units it answered; a guardrail
 */
public record Comparison(
    String id,
    EndpointName endpoint,
    ModelName model,
    int candidate,
    int reference,
    Instant at,
    Instant since,
    Instant until,
    Settings settings,
    Optional<Paired> paired,
    Optional<Live> live,
    LeftOut leftOut,
    Verdict verdict,
    String reason) {

  /** What the evidence allows. */
  public enum Verdict {
    /** Shift traffic on: the candidate is not worse by the margin, and the live arms do not show harm. */
    @JsonProperty("step")
    STEP,
    /** Promote: the candidate is better; it may step too. */
    @JsonProperty("promote")
    PROMOTE,
    /** Roll back: the candidate is worse. */
    @JsonProperty("harm")
    HARM,
    @JsonProperty("inconclusive")
    INCONCLUSIVE
  }

  /** The request's parameters with their defaults filled in. */
  public record Settings(
      Duration maturity,
      double alpha,
      double margin,
      int plannedDays,
      int leastDaysForHarm,
      int leastDaysForProgress) {}

  /**
   * The paired comparison, clustered by UTC day.
   *
   * @param improvement the mean over days of each day's mean
   * @param lower two-sided, always valid
   * @param oneSidedLower one-sided, always valid
   */
  public record Paired(
      int days,
      long predictions,
      double candidateLogLoss,
      double referenceLogLoss,
      double improvement,
      double standardError,
      double lower,
      double upper,
      double oneSidedLower) {}

  /** The live arms within days and routing tables, clustered by unit. The bounds are two-sided and always valid. */
  public record Live(
      int units,
      int days,
      int strata,
      long candidatePredictions,
      long referencePredictions,
      double improvement,
      double standardError,
      double lower,
      double upper) {}

  /**
   * Predictions of the period that took no part, by the first reason that holds.
   *
   * @param notBinary with an outcome other than 0 and 1: it has no log loss
   * @param unpaired without a probability from each of the two versions
   */
  public record LeftOut(long unassigned, long withoutOutcome, long notBinary, long unpaired) {}
}
