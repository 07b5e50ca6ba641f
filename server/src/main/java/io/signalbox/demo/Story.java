package io.signalbox.demo;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.LongSupplier;
import tools.jackson.databind.JsonNode;

/** What the people and the schedules do during the year: train, roll out, check, roll back. */
final class Story {
  static final Instant START = Instant.parse("2013-04-01T00:00:00Z");
  private static final Instant SECOND_VERSION = Instant.parse("2013-04-15T00:00:00Z");
  private static final Instant BAD_VERSION = Instant.parse("2013-10-01T00:00:00Z");
  private static final String SCHEDULE_PLAN = "flight_delay_schedule";
  private static final String LIVE_PLAN = "flight_delay_live";
  private static final int WHOLE = 10_000;

  private final Service service;
  private final Chronicle chronicle;
  private final LongSupplier nanoTime;
  private final List<DueCheck> checks = new ArrayList<>();
  private Optional<Rollout> rollout = Optional.empty();
  private Optional<Sabotage> sabotage = Optional.empty();
  private boolean secondTrained;
  private boolean badTrained;

  private record DueCheck(String name, boolean raisesDrift, Instant due) {}

  Story(Service service, Chronicle chronicle, LongSupplier nanoTime) {
    this.service = service;
    this.chronicle = chronicle;
    this.nanoTime = nanoTime;
  }

  /** The first version, from the schedule alone. */
  void begin(Instant now) {
    JsonNode run = service.train(SCHEDULE_PLAN, "the first version, from the schedule alone");
    int version = run.path("result").path("version").asInt();
    chronicle.say(now, "trained version %d: %s".formatted(version, losses(run)));
    service.promote(version, "the first version; its gates pass", "");
    chronicle.say(now, "promoted version %d; the endpoint follows".formatted(version));
    service.checks().forEach(check -> checks.add(dueCheck(check)));
  }

  /** Whether something falls due at this hour, which then rests on every outcome of before. */
  boolean isDue(Instant now) {
    return !now.isBefore(nextDue());
  }

  /** Does what falls due at this hour. */
  void at(Instant now) {
    service.awaitDrained();
    for (int i = 0; i < checks.size(); i++) {
      if (!now.isBefore(checks.get(i).due())) {
        checks.set(i, run(checks.get(i), now));
      }
    }
    if (!secondTrained && !now.isBefore(SECOND_VERSION)) {
      secondTrained = true;
      JsonNode run = service.train(LIVE_PLAN, "delays and weather known by then");
      enterShadow(run, now);
    }
    rollout
        .filter(current -> !current.isOver() && !now.isBefore(current.due()))
        .ifPresent(current -> current.step(now));
    boolean quiet = rollout.map(Rollout::isOver).orElse(true);
    if (!badTrained && quiet && !now.isBefore(BAD_VERSION)) {
      badTrained = true;
      sabotage = Optional.of(Sabotage.begin(service, chronicle, nanoTime, production(), now));
    }
    sabotage
        .filter(current -> !current.isOver() && !now.isBefore(current.due()))
        .ifPresent(current -> current.look(now));
  }

  /** The year is over, and people practise what they hope never to need: the model's rollback, and the way forward again. */
  void end(Instant now) {
    int present = production();
    if (present == 1 || !service.hasAllTraffic(present)) {
      return; // nothing was in Production before; or a rollout moves the traffic, which a rollback
      // of the model leaves alone
    }
    List<Integer> shadows = service.shadows();
    long started = nanoTime.getAsLong();
    int restored = service.rollBackModel("a drill: is the way back open?");
    double millis = (nanoTime.getAsLong() - started) / 1e6;
    chronicle.say(
        now,
        String.format(
            Locale.ROOT,
            "a drill: the model rolled back to version %d, which answered after %.0f ms",
            restored,
            millis));
    service.promote(present, "the drill is over", "");
    if (!shadows.isEmpty()) {
      service.split(
          Map.of(present, WHOLE), shadows, "what scored in the shadow before the drill", "");
    }
  }

  private Instant nextDue() {
    Instant next = Instant.MAX;
    for (DueCheck check : checks) {
      next = earlier(next, check.due());
    }
    if (!secondTrained) {
      next = earlier(next, SECOND_VERSION);
    }
    if (!badTrained) {
      next = earlier(next, BAD_VERSION);
    }
    if (rollout.isPresent() && !rollout.get().isOver()) {
      next = earlier(next, rollout.get().due());
    }
    if (sabotage.isPresent() && !sabotage.get().isOver()) {
      next = earlier(next, sabotage.get().due());
    }
    return next;
  }

  private DueCheck run(DueCheck check, Instant now) {
    JsonNode report = service.runCheck(check.name());
    if (report.path("status").asString().equals("alarm")) {
      chronicle.say(now, "alarm: " + report.path("summary").asString());
      if (check.raisesDrift()) {
        awaitRetraining(now);
      }
    }
    return dueCheck(service.api().get("/api/v1/checks/" + check.name()));
  }

  /** An alarm of performance may have asked for a run at this moment; within the cooldown it has not. */
  private void awaitRetraining(Instant now) {
    for (JsonNode run : service.runs(LIVE_PLAN)) {
      boolean asked = run.path("trigger").asString().equals("drift")
          && Instant.parse(run.path("moment").asString()).equals(now);
      if (asked && !run.path("state").asString().equals("skipped")) {
        enterShadow(service.awaitRun(run.path("id").asString()), now);
        return;
      }
    }
  }

  private void enterShadow(JsonNode run, Instant now) {
    int version = run.path("result").path("version").asInt();
    chronicle.say(now, "trained version %d: %s".formatted(version, losses(run)));
    rollout = Optional.of(Rollout.begin(service, chronicle, version, production(), now));
    chronicle.say(now, "version %d scores in the shadow".formatted(version));
  }

  private int production() {
    return service.endpoint().path("production_version").asInt();
  }

  private static DueCheck dueCheck(JsonNode check) {
    JsonNode definition = check.path("definition");
    Instant due = check.path("next_due").isNull()
        ? Instant.MAX
        : Instant.parse(check.path("next_due").asString());
    return new DueCheck(
        definition.path("name").asString(), definition.path("raises_drift").asBoolean(false), due);
  }

  private static String losses(JsonNode run) {
    JsonNode metrics = run.path("result").path("metrics");
    String production = metrics.has("holdout.production.log_loss")
        ? String.format(
            Locale.ROOT,
            ", Production's %.3f on the same",
            metrics.path("holdout.production.log_loss").asDouble())
        : "";
    return String.format(
        Locale.ROOT,
        "%,d rows, log loss %.3f on %,d held out%s",
        metrics.path("training.rows").asLong(),
        metrics.path("holdout.log_loss").asDouble(),
        metrics.path("holdout.rows").asLong(),
        production);
  }

  private static Instant earlier(Instant one, Instant other) {
    return one.isBefore(other) ? one : other;
  }
}
