package io.signalbox.registry.delivery;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.signalbox.registry.delivery.Delivery.Attempt;
import io.signalbox.registry.delivery.Delivery.State;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.support.JdbcTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/** Several processes and targets on one outbox. */
class OutboxWorkersIT {
  private final OutboxOnDatabase on = new OutboxOnDatabase();

  @AfterEach
  void stop() {
    on.close();
  }

  @Test
  void what_a_dead_process_had_in_hand_is_sent_when_its_lease_has_run_out() {
    on.context.close(); // nobody sends now
    try (var dead = on.process()) {
      dead.getBean(Dispatcher.class).stop();
      new TransactionTemplate(new JdbcTransactionManager(on.database.dataSource()))
          .executeWithoutResult(status ->
              dead.getBean(Deliveries.class).add(OutboxOnDatabase.message("a", "s", "1")));
      assertThat(dead.getBean(Attempts.class).begin(List.of())).isPresent();
      assertThat(dead.getBean(Attempts.class).begin(List.of())).isEmpty();
    }
    on.context = on.process();
    assertThat(on.secondsUntilDue()).isBetween(10.0, 60.0);

    on.letLeasesRunOut();

    await().until(() -> on.states("a").equals(List.of(State.DELIVERED)));
    assertThat(on.deliveries("a").getFirst().attempts())
        .extracting(Attempt::outcome)
        .containsExactly(Optional.empty(), Optional.of("status 200"));
  }

  @Test
  void two_processes_send_each_message_once_and_in_order() {
    try (var other = on.process()) {
      for (int i = 0; i < 100; i++) {
        String stream = "s" + i % 5;
        var sender = i % 2 == 0 ? on.context : other;
        int number = i;
        on.transaction()
            .executeWithoutResult(status -> sender
                .getBean(Outbox.class)
                .add(OutboxOnDatabase.message("a", stream, stream + " " + number)));
      }

      await().atMost(Duration.ofSeconds(30)).until(() -> on.bodies().size() == 100);

      for (int stream = 0; stream < 5; stream++) {
        String prefix = "s" + stream + " ";
        assertThat(on.bodies().stream()
                .filter(body -> body.startsWith(prefix))
                .map(body -> Integer.parseInt(body.substring(prefix.length()))))
            .isSorted()
            .hasSize(20);
      }
    }
  }

  @Test
  void a_target_that_hangs_does_not_hold_up_others() {
    var hanging = new CountDownLatch(1);
    on.listener.answering = request -> {
      if (request.path().equals("/slow")) {
        awaitQuietly(hanging);
      }
      return 200;
    };
    on.transaction().executeWithoutResult(status -> {
      for (int i = 0; i < 40; i++) {
        on.outbox().add(OutboxOnDatabase.message("slow", "s" + i, "slow"));
      }
    });

    on.add("fast", "s", "fast");

    await().until(() -> on.bodies().equals(List.of("fast")));
    hanging.countDown();
    await().until(() -> on.bodies().size() == 41);
  }

  @Test
  void what_ended_long_ago_is_forgotten() {
    on.add("a", "s", "1");
    await().until(() -> on.states("a").equals(List.of(State.DELIVERED)));
    on.jdbc
        .sql("UPDATE registry.deliveries SET ended_at = ended_at - interval '31 d'")
        .update();

    on.context.getBean(Attempts.class).purge();

    assertThat(on.deliveries("a")).isEmpty();
  }

  @Test
  void a_target_that_is_gone_gets_nothing() {
    on.gone.add("a");

    on.add("a", "s", "1");

    await().until(() -> on.states("a").equals(List.of(State.CANCELLED)));
    assertThat(on.listener.received()).isEmpty();
  }

  private static void awaitQuietly(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
