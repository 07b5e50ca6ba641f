package io.signalbox.registry.delivery;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.signalbox.registry.delivery.Delivery.Attempt;
import io.signalbox.registry.delivery.Delivery.State;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.springframework.transaction.IllegalTransactionStateException;

/** When and in which order messages are sent, and what becomes of those that are not taken. */
class OutboxIT {
  private final OutboxOnDatabase on = new OutboxOnDatabase();

  @AfterEach
  void stop() {
    on.close();
  }

  @Test
  void a_message_is_sent_when_its_transaction_has_ended_well_and_only_then() {
    assertThatThrownBy(() -> on.outbox().add(OutboxOnDatabase.message("a", "s", "1")))
        .isInstanceOf(IllegalTransactionStateException.class);
    on.transaction().executeWithoutResult(status -> {
      on.outbox().add(OutboxOnDatabase.message("a", "s", "lost"));
      status.setRollbackOnly();
    });

    on.add("a", "s", "kept");

    await().until(() -> on.bodies().equals(List.of("kept")));
    assertThat(on.jdbc
            .sql("SELECT count(*) FROM registry.deliveries")
            .query(Long.class)
            .single())
        .isEqualTo(1);
  }

  @Test
  void a_stream_keeps_its_order_while_its_first_message_is_tried_again() {
    var refusals = new AtomicInteger(2);
    on.listener.answering =
        request -> request.body().equals("1") && refusals.getAndDecrement() > 0 ? 503 : 200;
    on.transaction().executeWithoutResult(status -> {
      on.outbox().add(OutboxOnDatabase.message("a", "s", "1"));
      on.outbox().add(OutboxOnDatabase.message("a", "s", "2"));
      on.outbox().add(OutboxOnDatabase.message("a", "other", "3"));
    });
    await().until(() -> on.bodies().size() == 2);
    assertThat(on.bodies()).containsExactlyInAnyOrder("1", "3");

    await().until(() -> {
      on.hurry();
      return on.deliveries("a").stream().allMatch(each -> each.state() == State.DELIVERED);
    });

    assertThat(on.bodies().stream().filter(body -> !body.equals("3")))
        .containsExactly("1", "1", "1", "2");
    assertThat(on.deliveries("a").getLast().attempts())
        .extracting(Attempt::outcome)
        .containsExactly(
            Optional.of("status 503"), Optional.of("status 503"), Optional.of("status 200"));
    assertThat(on.listener.received().stream()
            .filter(request -> request.body().equals("1"))
            .map(request -> request.header("X-Id"))
            .distinct())
        .hasSize(1);
  }

  @Test
  void a_target_that_asks_for_time_gets_it() {
    on.listener.answering = request -> 429;

    on.add("a", "s", "1");

    await().until(() -> on.attempts("a") == 1 && on.outcomes("a").contains("status 429"));
    assertThat(on.secondsUntilDue()).isBetween(10.0, 30.0);
  }

  @Test
  void pauses_grow_to_an_hour() {
    on.listener.answering = request -> {
      throw new IllegalStateException("breaks the connection");
    };
    on.add("a", "s", "1");

    for (int attempt = 1; attempt <= 13; attempt++) {
      int made = attempt;
      await().until(() -> on.outcomes("a").size() == made);
      double expected = Math.min(3600, 2 * Math.pow(2, attempt - 1));
      assertThat(on.secondsUntilDue()).isBetween(expected - 10, expected);
      on.hurry();
    }
    assertThat(on.outcomes("a")).containsOnly("the connection broke");
  }

  @Test
  void what_the_target_will_not_take_ends_and_lets_the_next_go() {
    on.listener.answering = request -> request.body().equals("1") ? 404 : 204;

    on.add("a", "s", "1");
    on.add("a", "s", "2");

    await().until(() -> on.bodies().equals(List.of("1", "2")));
    await().until(() -> on.states("a").equals(List.of(State.DELIVERED, State.REFUSED)));
  }

  @Test
  void after_a_day_a_message_is_given_up_and_the_next_has_its_turn() {
    on.listener.answering = request -> request.body().equals("1") ? 500 : 200;
    on.add("a", "s", "1");
    await().until(() -> on.outcomes("a").size() == 1);
    on.add("a", "s", "2");
    on.jdbc
        .sql("UPDATE registry.deliveries SET created_at = created_at - interval '23 h 59 min'"
            + " WHERE body = '1'")
        .update();
    on.hurry();
    await().until(() -> on.outcomes("a").size() == 2);
    assertThat(on.states("a")).containsExactly(State.WAITING, State.WAITING);

    on.jdbc
        .sql("UPDATE registry.deliveries SET created_at = created_at - interval '2 min'"
            + " WHERE body = '1'")
        .update();
    on.hurry();

    await().until(() -> on.states("a").equals(List.of(State.DELIVERED, State.EXPIRED)));
  }
}
