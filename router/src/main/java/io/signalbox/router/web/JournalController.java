package io.signalbox.router.web;

import io.signalbox.router.EndpointName;
import io.signalbox.router.Router;
import io.signalbox.router.RouterException;
import io.signalbox.router.journal.Drainer;
import io.signalbox.router.journal.Journal;
import io.signalbox.router.journal.UnmatchedOutcomes;
import io.signalbox.router.journal.UnmatchedOutcomes.Unmatched;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/** How far predictions and outcomes have come on their way into the database. */
@RestController
class JournalController {

  private static final Duration LONGEST_WAIT = Duration.ofMinutes(1);
  private static final Duration LOOKS_BACK = Duration.ofDays(30);
  private static final Instant FIRST = Instant.parse("0001-01-01T00:00:00Z");
  private static final Instant LAST = Instant.parse("9999-12-31T23:59:59Z");
  private static final int MOST_UNMATCHED = 1000;

  private final Journal journal;
  private final Drainer drainer;
  private final UnmatchedOutcomes unmatched;
  private final Router router;
  private final Clock clock;

  JournalController(
      Journal journal, Drainer drainer, UnmatchedOutcomes unmatched, Router router, Clock clock) {
    this.journal = journal;
    this.drainer = drainer;
    this.unmatched = unmatched;
    this.router = router;
    this.clock = clock;
  }

  /** With {@code wait}, answers when all that is acknowledged now is drained, or after so many seconds, at most 60. */
  @GetMapping("/api/v1/journal")
  JournalJson journal(@RequestParam Optional<Integer> wait) throws InterruptedException {
    if (wait.isPresent()) {
      if (wait.get() < 0 || wait.get() > LONGEST_WAIT.toSeconds()) {
        throw new RouterException.Invalid("wait: %d (expected: seconds, at most %d)"
            .formatted(wait.get(), LONGEST_WAIT.toSeconds()));
      }
      drainer.await(Duration.ofSeconds(wait.get()));
    } else {
      drainer.hurry();
    }
    long drained = journal.drained();
    long acknowledged = Math.max(drained, journal.acknowledged());
    return new JournalJson(
        acknowledged, drained, acknowledged - drained, drainer.lag().toMillis(), drainer.trouble());
  }

  /** Counts of records since the journal's file was made; {@code trouble} says why the database does not take them. */
  record JournalJson(
      long acknowledged, long drained, long backlog, long lagMillis, Optional<String> trouble) {}

  /**
   * Outcomes reported in the last 30 days, or since an instant, whose prediction is not known: those that named this endpoint, and
   * those that named none. The newest first, at most 1000. 404 if there is no such endpoint.
   */
  @GetMapping("/api/v1/endpoints/{name}/outcomes/unmatched")
  UnmatchedJson unmatched(@PathVariable String name, @RequestParam Optional<Instant> since) {
    EndpointName endpoint = EndpointNames.of(name);
    if (router.endpoint(endpoint).isEmpty()) {
      throw new RouterException.NotFound("endpoint: " + name + " (expected: one that was applied)");
    }
    since.ifPresent(JournalController::checkNear);
    return new UnmatchedJson(unmatched.of(
        endpoint, since.orElseGet(() -> clock.instant().minus(LOOKS_BACK)), MOST_UNMATCHED));
  }

  /** Further off than a calendar, or PostgreSQL, goes. */
  private static void checkNear(Instant since) {
    if (since.isBefore(FIRST) || since.isAfter(LAST)) {
      throw new RouterException.Invalid(
          "since: %s (expected: between %s and %s)".formatted(since, FIRST, LAST));
    }
  }

  record UnmatchedJson(List<Unmatched> outcomes) {}
}
