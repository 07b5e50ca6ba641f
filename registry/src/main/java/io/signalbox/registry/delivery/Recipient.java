package io.signalbox.registry.delivery;

import java.util.Optional;
import java.util.UUID;

/** Knows where the messages of one kind go. Called outside of transactions, at each attempt anew. */
public interface Recipient {

  /** The {@link Message#kind} that it stands for. */
  String kind();

  /** The request for a message as things are now; empty where its target is gone, and the message with it. */
  Optional<Post> post(Pending pending);

  /** Called in the transaction that records an attempt. */
  default void recorded(Pending pending, Delivery.State state, String outcome) {}

  /** A message that is being sent; {@code attempt} counts from 1. */
  record Pending(UUID id, Message message, int attempt) {}
}
