package io.signalbox.monitor.alert;

import io.signalbox.monitor.AlertStored;
import java.time.Clock;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;
import org.springframework.dao.DataAccessException;
import org.springframework.transaction.event.TransactionPhase;
import org.springframework.transaction.event.TransactionalEventListener;
import tools.jackson.databind.json.JsonMapper;

/**
 * Tells people of alarms after they were committed: one line of the log, and one message to the webhook, tried again with growing
 * pauses, at least once each. One thread; pauses are monotonic and begin anew with the process.
 */
class AlertDelivery implements SmartLifecycle {
  private static final Logger log = LoggerFactory.getLogger(AlertDelivery.class);
  private static final Duration POLL = Duration.ofSeconds(30);
  private static final Duration LONGEST_PAUSE = Duration.ofMinutes(2);

  private final Outbox outbox;
  private final @Nullable Webhook webhook;
  private final Duration firstPause;
  private final JsonMapper json;
  private final Clock clock;
  private final Map<Long, Long> dueNanos = new HashMap<>();
  private final Semaphore news = new Semaphore(0);
  private volatile @Nullable Thread worker;

  AlertDelivery(
      Outbox outbox, @Nullable Webhook webhook, Duration firstPause, JsonMapper json, Clock clock) {
    this.outbox = outbox;
    this.webhook = webhook;
    this.firstPause = firstPause;
    this.json = json;
    this.clock = clock;
  }

  @TransactionalEventListener(phase = TransactionPhase.AFTER_COMMIT)
  public void stored(AlertStored alert) {
    log.warn("{} check={} report={}", alert.text(), alert.check(), alert.reportId());
    news.release();
  }

  @Override
  public synchronized void start() {
    if (webhook != null && worker == null) {
      Thread next =
          Thread.ofPlatform().name("alert-delivery").daemon().unstarted(() -> deliver(webhook));
      worker = next; // before it starts: it runs as long as it is the worker
      next.start();
    }
  }

  @Override
  public synchronized void stop() {
    Thread running = worker;
    worker = null;
    if (running != null) {
      running.interrupt();
    }
  }

  @Override
  public boolean isRunning() {
    return worker != null;
  }

  private void deliver(Webhook target) {
    try {
      while (Thread.currentThread().equals(worker)) {
        Duration pause = deliverDue(target);
        if (news.tryAcquire(pause.toNanos(), TimeUnit.NANOSECONDS)) {
          news.drainPermits();
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt(); // stopped: what is left is delivered after the next start
    }
  }

  /** Tries all that is due; returns how long to sleep unless there is news. */
  private Duration deliverDue(Webhook target) throws InterruptedException {
    try {
      Duration pause = POLL;
      for (Outbox.Pending pending : outbox.pending()) {
        if (nanosUntilDue(pending) <= 0) {
          deliver(target, pending);
        }
        if (dueNanos.containsKey(pending.alert().id())) {
          pause = shorter(pause, nanosUntilDue(pending));
        }
      }
      return pause;
    } catch (DataAccessException e) {
      log.warn("Alerts wait for the database. cause={}", e.getClass().getSimpleName());
      return POLL;
    }
  }

  private long nanosUntilDue(Outbox.Pending pending) {
    long now = System.nanoTime();
    return dueNanos.getOrDefault(pending.alert().id(), now) - now;
  }

  private void deliver(Webhook target, Outbox.Pending pending) throws InterruptedException {
    if (!outbox.claim(pending)) {
      return;
    }
    long id = pending.alert().id();
    Webhook.Answer answer = target.post(json.writeValueAsString(SlackMessage.of(pending.alert())));
    dueNanos.remove(id);
    if (answer.taken()) {
      outbox.delivered(pending, clock.instant());
    } else if (answer.again() && pending.attempts() + 1 < Outbox.MOST_ATTEMPTS) {
      outbox.failed(pending, answer.words());
      Duration pause = answer.pause().orElse(pause(pending.attempts()));
      dueNanos.put(id, System.nanoTime() + pause.toNanos());
    } else {
      outbox.givenUp(pending, answer.words());
      log.error("Alert was not delivered: {}. alert={}", answer.words(), id);
    }
  }

  private Duration pause(int attemptsBefore) {
    Duration pause = firstPause.multipliedBy(1L << attemptsBefore);
    return pause.compareTo(LONGEST_PAUSE) > 0 ? LONGEST_PAUSE : pause;
  }

  private static Duration shorter(Duration pause, long nanos) {
    Duration other = Duration.ofNanos(Math.max(0, nanos));
    return other.compareTo(pause) < 0 ? other : pause;
  }
}
