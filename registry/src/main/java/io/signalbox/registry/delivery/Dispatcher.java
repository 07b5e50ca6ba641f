package io.signalbox.registry.delivery;

import io.signalbox.registry.delivery.Recipient.Pending;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.context.SmartLifecycle;
import org.springframework.dao.DataAccessException;
import org.springframework.stereotype.Component;
import org.springframework.transaction.TransactionException;

/** Takes what is due and sends it: a few messages at once, and few to the same target, so that a slow one does not hold up others. */
@Component
class Dispatcher implements SmartLifecycle {
  private static final int AT_ONCE = 16;
  private static final int TO_ONE_TARGET = 2;
  private static final Duration POLL = Duration.ofSeconds(2);
  private static final Duration GOODBYE = Duration.ofSeconds(5);
  private static final long POLLS_BETWEEN_PURGES = 1_800;

  private static final Logger log = LoggerFactory.getLogger(Dispatcher.class);

  private final Attempts attempts;
  private final Courier courier;
  private final ObjectProvider<Recipient> recipients;
  private final Semaphore news = new Semaphore(0);
  private final Semaphore free = new Semaphore(AT_ONCE);
  private final Map<String, Integer> inHand = new HashMap<>();
  private @Nullable ExecutorService senders;
  private volatile @Nullable Thread worker;

  Dispatcher(Attempts attempts, Courier courier, ObjectProvider<Recipient> recipients) {
    this.attempts = attempts;
    this.courier = courier;
    this.recipients = recipients;
  }

  /** Something may be due. */
  void wake() {
    news.release();
  }

  @Override
  public synchronized void start() {
    if (worker == null) {
      senders = Executors.newThreadPerTaskExecutor(
          Thread.ofVirtual().name("delivery-", 0).factory());
      Thread next = Thread.ofPlatform().name("delivery").daemon().unstarted(this::work);
      worker = next; // before it starts: it runs as long as it is the worker
      next.start();
    }
  }

  /** What is in hand has a moment to end; what does not is sent again when its lease has run out. */
  @Override
  public synchronized void stop() {
    Thread running = worker;
    worker = null;
    if (running == null || senders == null) {
      return;
    }
    running.interrupt();
    senders.shutdown();
    try {
      senders.awaitTermination(GOODBYE.toMillis(), TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @Override
  public boolean isRunning() {
    return worker != null;
  }

  private void work() {
    try {
      for (long poll = 0; Thread.currentThread().equals(worker); poll++) {
        if (poll % POLLS_BETWEEN_PURGES == 0) {
          quietly(attempts::purge);
        }
        quietly(this::sendDue);
        if (news.tryAcquire(POLL.toMillis(), TimeUnit.MILLISECONDS)) {
          news.drainPermits();
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt(); // stopped: what is left is sent after the next start
    }
  }

  private interface Work {
    void run() throws InterruptedException;
  }

  private static void quietly(Work work) throws InterruptedException {
    try {
      work.run();
    } catch (DataAccessException | TransactionException e) {
      log.warn("Messages wait for the database. cause={}", e.getClass().getSimpleName());
    }
  }

  private void sendDue() throws InterruptedException {
    while (Thread.currentThread().equals(worker)) {
      free.acquire();
      Optional<Pending> due = Optional.empty();
      try {
        due = attempts.begin(busy());
      } finally {
        if (due.isEmpty()) {
          free.release();
        }
      }
      if (due.isEmpty()) {
        return;
      }
      hand(due.get());
    }
  }

  private synchronized void hand(Pending pending) {
    count(pending, 1);
    if (senders != null) {
      senders.execute(() -> {
        try {
          send(pending);
        } finally {
          count(pending, -1);
          free.release();
          wake(); // the next of its stream
        }
      });
    }
  }

  private void send(Pending pending) {
    try {
      Recipient recipient = recipient(pending);
      Optional<Post> post = recipient.post(pending);
      if (post.isEmpty()) {
        attempts.cancelled(pending);
        return;
      }
      attempts.record(recipient, pending, courier.send(post.get()));
    } catch (DataAccessException | TransactionException e) {
      log.warn(
          "An attempt was not recorded; it is made again. message={} cause={}",
          pending.id(),
          e.getClass().getSimpleName());
    } catch (RuntimeException e) {
      log.error("A message could not be sent; it is tried again. message={}", pending.id(), e);
    }
  }

  private Recipient recipient(Pending pending) {
    String kind = pending.message().kind();
    return recipients.stream()
        .filter(each -> each.kind().equals(kind))
        .findFirst()
        .orElseThrow(() -> new IllegalStateException("no recipient of kind " + kind));
  }

  private void count(Pending pending, int by) {
    synchronized (inHand) {
      inHand.merge(
          pending.message().target(), by, (old, more) -> old + more == 0 ? null : old + more);
    }
  }

  private List<String> busy() {
    synchronized (inHand) {
      return inHand.entrySet().stream()
          .filter(each -> each.getValue() >= TO_ONE_TARGET)
          .map(Map.Entry::getKey)
          .toList();
    }
  }
}
