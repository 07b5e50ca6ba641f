package io.signalbox.registry.delivery;

import java.util.List;
import java.util.UUID;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Propagation;
import org.springframework.transaction.annotation.Transactional;
import org.springframework.transaction.support.TransactionSynchronization;
import org.springframework.transaction.support.TransactionSynchronizationManager;

/** The outbox on the database; the dispatcher is woken when the adding transaction has ended well. */
@Component
class StoredOutbox implements Outbox {
  private final Deliveries deliveries;
  private final Dispatcher dispatcher;

  StoredOutbox(Deliveries deliveries, Dispatcher dispatcher) {
    this.deliveries = deliveries;
    this.dispatcher = dispatcher;
  }

  @Override
  @Transactional(propagation = Propagation.MANDATORY)
  public UUID add(Message message) {
    UUID id = deliveries.add(message);
    TransactionSynchronizationManager.registerSynchronization(new TransactionSynchronization() {
      @Override
      public void afterCommit() {
        dispatcher.wake();
      }
    });
    return id;
  }

  @Override
  @Transactional
  public void cancel(String kind, String target) {
    deliveries.cancel(kind, target);
  }

  @Override
  @Transactional(readOnly = true)
  public List<Delivery> newest(String kind, String target, int most) {
    return deliveries.newest(kind, target, most);
  }
}
