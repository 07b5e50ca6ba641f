package io.signalbox.registry.delivery;

import java.util.List;
import java.util.UUID;

/** Where messages wait until their target took them. */
public interface Outbox {

  /** Keeps a message in the caller's transaction: it is sent if and only if that commits. Returns its id. */
  UUID add(Message message);

  /** Nothing that waits for this target is sent any more. */
  void cancel(String kind, String target);

  /** The newest first, with their attempts. */
  List<Delivery> newest(String kind, String target, int most);
}
