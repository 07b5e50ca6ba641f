package io.signalbox.demo;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import tools.jackson.databind.JsonNode;

/**
 * A version's way into Production: two weeks in the shadow, then 10, 25, 50 and 100 % of the traffic, a week each, then the decision and the
 * promotion.
 * Each step asks the server for the comparison, acts on its verdict, and sends it back as the evidence; where the verdict is not enough it asks
 * again the next day.
 */
final class Rollout {
  private static final List<Integer> SHARES = List.of(1_000, 2_500, 5_000, 10_000);
  private static final int WHOLE = 10_000;
  private static final Duration SHADOW = Duration.ofDays(14);
  private static final Duration STEP = Duration.ofDays(7);
  private static final Duration RETRY = Duration.ofDays(1);

  private final Service service;
  private final Chronicle chronicle;
  private final int candidate;
  private final int reference;
  private final Instant since;
  private int taken;
  private Instant due;
  private boolean over;

  private Rollout(
      Service service, Chronicle chronicle, int candidate, int reference, Instant since) {
    this.service = service;
    this.chronicle = chronicle;
    this.candidate = candidate;
    this.reference = reference;
    this.since = since;
    this.due = since.plus(SHADOW);
  }

  /** Puts the candidate into the shadow of the version in Production. */
  static Rollout begin(
      Service service, Chronicle chronicle, int candidate, int reference, Instant now) {
    service.split(
        Map.of(reference, WHOLE),
        List.of(candidate),
        "version " + candidate + " scores in the shadow of version " + reference,
        "");
    return new Rollout(service, chronicle, candidate, reference, now);
  }

  boolean isOver() {
    return over;
  }

  Instant due() {
    return due;
  }

  /** Takes the step that is due, if the evidence allows it. */
  void step(Instant now) {
    JsonNode comparison = service.compare(candidate, reference, since);
    String verdict = comparison.path("verdict").asString();
    String evidence = comparison.path("id").asString();
    switch (verdict) {
      case "harm" -> {
        // Not the table before, which may leave it a smaller share
        String words = "version " + candidate + " does harm: " + words(comparison);
        service.split(Map.of(reference, WHOLE), List.of(), words, evidence);
        chronicle.say(now, "took its traffic back: " + words);
        over = true;
      }
      case "promote" -> advance(now, comparison, evidence);
      case "step" -> {
        if (taken < SHARES.size()) {
          advance(now, comparison, evidence);
        } else {
          due = now.plus(RETRY);
        }
      }
      default -> due = now.plus(RETRY);
    }
  }

  private void advance(Instant now, JsonNode comparison, String evidence) {
    String words = words(comparison);
    if (taken == SHARES.size()) {
      long decision = service.decide(candidate, reference, "enter", words, evidence);
      service.promote(candidate, words, evidence);
      chronicle.say(
          now, "promoted version %d by decision %d: %s".formatted(candidate, decision, words));
      over = true;
      return;
    }
    int share = SHARES.get(taken);
    Map<Integer, Integer> shares = share == WHOLE
        ? Map.of(candidate, WHOLE)
        : Map.of(reference, WHOLE - share, candidate, share);
    service.split(shares, List.of(reference, candidate), words, evidence);
    chronicle.say(now, "version %d takes %d %%: %s".formatted(candidate, share / 100, words));
    taken++;
    due = now.plus(STEP);
  }

  /** The paired difference, above zero where the candidate is better, with its always-valid bound, as people read it. */
  static String words(JsonNode comparison) {
    JsonNode paired = comparison.path("paired");
    double improvement = paired.path("improvement").asDouble();
    long unpaired = comparison.path("left_out").path("unpaired").asLong();
    return String.format(
            Locale.ROOT,
            "log loss %s by %.3f +- %.3f over %d days (one-sided bound %+.3f)",
            improvement < 0 ? "worse" : "better",
            Math.abs(improvement),
            improvement - paired.path("lower").asDouble(),
            paired.path("days").asInt(),
            paired.path("one_sided_lower").asDouble())
        + (unpaired == 0 ? "" : ", unpaired: %,d".formatted(unpaired));
  }
}
