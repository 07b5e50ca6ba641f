package io.signalbox.registry.delivery;

import io.signalbox.registry.delivery.Recipient.Pending;
import java.time.Duration;
import java.util.Collection;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Transactional;

/** Begins and records attempts, each in a transaction of its own; what is between them is none. */
@Component
@Transactional
class Attempts {
  static final Duration FIRST_PAUSE = Duration.ofSeconds(2);
  static final Duration LONGEST_PAUSE = Duration.ofHours(1);

  private static final int MOST_DOUBLINGS = 20;
  private static final Logger log = LoggerFactory.getLogger(Attempts.class);

  private final Deliveries deliveries;

  Attempts(Deliveries deliveries) {
    this.deliveries = deliveries;
  }

  public Optional<Pending> begin(Collection<String> busyTargets) {
    return deliveries.claim(busyTargets);
  }

  /** Records what came of it, and tells the recipient in the same transaction. */
  public void record(Recipient recipient, Pending pending, Courier.Answer answer) {
    deliveries.note(pending, answer.words());
    Delivery.State state = state(pending, answer);
    if (state != Delivery.State.WAITING) {
      end(pending, state, answer.words());
    }
    recipient.recorded(pending, state, answer.words());
  }

  /** Its target is gone. */
  public void cancelled(Pending pending) {
    deliveries.note(pending, "cancelled");
    end(pending, Delivery.State.CANCELLED, "the target is gone");
  }

  private Delivery.State state(Pending pending, Courier.Answer answer) {
    if (answer.taken()) {
      return Delivery.State.DELIVERED;
    }
    if (!answer.again()) {
      return Delivery.State.REFUSED;
    }
    Duration pause = answer.retryAfter().orElse(pause(pending.attempt()));
    Duration bounded = pause.compareTo(LONGEST_PAUSE) > 0 ? LONGEST_PAUSE : pause;
    boolean expired = deliveries.postpone(pending, bounded).orElse(false);
    return expired ? Delivery.State.EXPIRED : Delivery.State.WAITING;
  }

  private static Duration pause(int attempt) {
    return FIRST_PAUSE.multipliedBy(1L << Math.min(attempt - 1, MOST_DOUBLINGS));
  }

  private void end(Pending pending, Delivery.State state, String words) {
    deliveries.end(pending, state);
    boolean lost = state == Delivery.State.REFUSED || state == Delivery.State.EXPIRED;
    log.atLevel(lost ? org.slf4j.event.Level.WARN : org.slf4j.event.Level.DEBUG)
        .log(
            "Message {}: {} kind={} target={} event={} attempts={}",
            state,
            words,
            pending.message().kind(),
            pending.message().target(),
            pending.message().event(),
            pending.attempt());
  }

  public void purge() {
    int gone = deliveries.purge();
    log.debug("Messages forgotten count={}", gone);
  }
}
