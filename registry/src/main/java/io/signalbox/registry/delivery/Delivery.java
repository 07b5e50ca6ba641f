package io.signalbox.registry.delivery;

import com.google.common.collect.ImmutableList;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/**
 * A message and what became of it so far.
 *
 * @param createdAt by the database's clock, like all times here
 * @param endedAt absent while it waits
 * @param attempts in their order
 */
public record Delivery(
    UUID id,
    String event,
    String body,
    State state,
    Instant createdAt,
    Optional<Instant> endedAt,
    List<Attempt> attempts) {
  public Delivery {
    attempts = ImmutableList.copyOf(attempts);
  }

  /** What became of a message. */
  public enum State {
    WAITING,
    DELIVERED,
    /** The target answered that it will not take it. */
    REFUSED,
    /** Tried for a day. */
    EXPIRED,
    /** Its target was deleted or disabled. */
    CANCELLED
  }

  /**
   * One try.
   *
   * @param outcome a status, or why there was none; absent while it is made, or where its process died over it
   */
  public record Attempt(int number, Instant at, Optional<String> outcome) {}
}
