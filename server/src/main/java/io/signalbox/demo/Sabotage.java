package io.signalbox.demo;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.LongSupplier;
import tools.jackson.databind.JsonNode;

/** A version fitted on permuted labels gets 10 % of the traffic all the same, is exposed by the comparison, and is rolled back. */
final class Sabotage {
  private static final String PLAN = "flight_delay_placebo";
  private static final int WHOLE = 10_000;
  private static final int SHARE = 1_000;
  private static final Duration LOOK = Duration.ofDays(1);

  private final Service service;
  private final Chronicle chronicle;
  private final LongSupplier nanoTime;
  private final int candidate;
  private final int reference;
  private final Instant since;
  private final JsonNode tableBefore;
  private Instant due;
  private boolean over;

  private Sabotage(
      Service service,
      Chronicle chronicle,
      LongSupplier nanoTime,
      int candidate,
      int reference,
      Instant since,
      JsonNode tableBefore) {
    this.service = service;
    this.chronicle = chronicle;
    this.nanoTime = nanoTime;
    this.candidate = candidate;
    this.reference = reference;
    this.since = since;
    this.tableBefore = tableBefore;
    this.due = since.plus(LOOK);
  }

  /** Trains the bad version, shows that its gate refuses it, and gives it traffic without a stage. */
  static Sabotage begin(
      Service service, Chronicle chronicle, LongSupplier nanoTime, int reference, Instant now) {
    int candidate = service
        .train(PLAN, "what would happen if a bad version got traffic?")
        .path("result")
        .path("version")
        .asInt();
    Api.Answer refused = service.tryToPromote(candidate, "it should not pass", "");
    if (refused.status() == 200) {
      throw new DemoFailed(
          "version %d went to Production (expected: its gate refuses a model fitted on permuted labels)"
              .formatted(candidate));
    }
    chronicle.say(
        now,
        "version %d, fitted on permuted labels, is refused: %s"
            .formatted(
                candidate, service.api().read(refused.body()).path("detail").asString()));
    JsonNode before = service.endpoint().path("table");
    service.split(
        Map.of(reference, WHOLE - SHARE, candidate, SHARE),
        List.of(reference, candidate),
        "on purpose, without a stage: would the comparison expose it?",
        "");
    chronicle.say(now, "version %d is given 10 %% all the same".formatted(candidate));
    return new Sabotage(service, chronicle, nanoTime, candidate, reference, now, before);
  }

  boolean isOver() {
    return over;
  }

  Instant due() {
    return due;
  }

  /** Looks at the comparison; on harm rolls back with one call, and says how long that took. */
  void look(Instant now) {
    due = now.plus(LOOK);
    JsonNode comparison = service.compare(candidate, reference, since);
    if (!comparison.path("verdict").asString().equals("harm")) {
      return;
    }
    long started = nanoTime.getAsLong();
    JsonNode restored = service.rollback(
        "version " + candidate + " does harm: " + Rollout.words(comparison),
        comparison.path("id").asString());
    double millis = (nanoTime.getAsLong() - started) / 1e6;
    service.decide(
        candidate,
        reference,
        "reject",
        "it does harm: " + Rollout.words(comparison),
        comparison.path("id").asString());
    boolean same = restored.path("ranges").equals(tableBefore.path("ranges"))
        && restored.path("shadows").equals(tableBefore.path("shadows"));
    if (!same) {
      throw new DemoFailed(
          "table %s after the rollback (expected: the table before it, bit for bit)"
              .formatted(restored.path("version").asString()));
    }
    chronicle.say(
        now,
        String.format(
            Locale.ROOT,
            "exposed version %d: %s; rolled back in %.1f ms, table restored bit for bit",
            candidate,
            Rollout.words(comparison),
            millis));
    over = true;
  }
}
