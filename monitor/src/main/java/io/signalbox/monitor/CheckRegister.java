package io.signalbox.monitor;

import io.signalbox.registry.Attribution;
import io.signalbox.router.Endpoint;
import io.signalbox.router.EndpointName;
import io.signalbox.router.Router;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.springframework.context.event.ContextRefreshedEvent;
import org.springframework.context.event.EventListener;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Transactional;

/** The checks in force, each with its job in Quartz. */
@Component
class CheckRegister {
  private final Checks checks;
  private final Changes changes;
  private final CheckSchedule schedule;
  private final Router router;
  private final LoggedFeatures logged;
  private final Clock clock;

  CheckRegister(
      Checks checks,
      Changes changes,
      CheckSchedule schedule,
      Router router,
      LoggedFeatures logged,
      Clock clock) {
    this.checks = checks;
    this.changes = changes;
    this.schedule = schedule;
    this.router = router;
    this.logged = logged;
    this.clock = clock;
  }

  /** Creates or changes a check; false if the one in force says the same. */
  @Transactional
  public boolean apply(CheckDefinition definition, Attribution why) {
    Endpoint endpoint = requireEndpoint(definition.endpoint());
    checks.lock();
    if (checks.find(definition.name()).equals(Optional.of(definition))) {
      return false;
    }
    Instant at = clock.instant();
    logged.requireFeatures(definition, endpoint.definition());
    if (CronSchedule.nextAfter(definition, at).isEmpty()) {
      throw neverDue(definition);
    }
    checks.put(definition, at);
    changes.add(at, why, "check " + definition.name(), "apply", definition);
    if (!schedule.put(definition)) {
      throw neverDue(definition);
    }
    return true;
  }

  /** Takes the check and its job out of force; throws a MonitorException if there is none. */
  @Transactional
  public void retire(String name, Attribution why) {
    checks.lock();
    CheckDefinition definition = require(name);
    checks.remove(name);
    changes.add(clock.instant(), why, "check " + name, "retire", definition);
    schedule.remove(name);
  }

  private static MonitorException.Invalid neverDue(CheckDefinition definition) {
    return new MonitorException.Invalid(
        "cron: '%s' (expected: one that falls due again)".formatted(definition.cron()));
  }

  /** Gives a job to checks that were applied while schedules were not enabled; one that fell due for the last time has none. */
  @EventListener(ContextRefreshedEvent.class)
  @Transactional
  public void scheduleAll() {
    if (schedule.enabled()) {
      checks.all().forEach(schedule::put);
    }
  }

  List<CheckDefinition> all() {
    return checks.all();
  }

  Optional<CheckDefinition> find(String name) {
    return Checked.isName(name) ? checks.find(name) : Optional.empty();
  }

  /** The check of this name; throws a MonitorException if there is none. */
  CheckDefinition require(String name) {
    return find(name)
        .orElseThrow(() ->
            new MonitorException.NotFound("check: " + name + " (expected: one that was applied)"));
  }

  /** The endpoint of this name; throws a MonitorException if there is none. */
  Endpoint requireEndpoint(EndpointName name) {
    return router
        .endpoint(name)
        .orElseThrow(() -> new MonitorException.NotFound(
            "endpoint: " + name + " (expected: one that was applied)"));
  }
}
