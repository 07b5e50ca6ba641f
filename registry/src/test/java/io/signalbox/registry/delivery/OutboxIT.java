package io.signalbox.registry.delivery;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.signalbox.migrations.TestDatabase;
import io.signalbox.registry.HttpListener;
import io.signalbox.registry.HttpListener.Request;
import io.signalbox.registry.delivery.Delivery.Attempt;
import io.signalbox.registry.delivery.Delivery.State;
import io.signalbox.registry.delivery.Recipient.Pending;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import javax.sql.DataSource;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.context.annotation.AnnotationConfigApplicationContext;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.support.JdbcTransactionManager;
import org.springframework.transaction.IllegalTransactionStateException;
import org.springframework.transaction.annotation.EnableTransactionManagement;
import org.springframework.transaction.support.TransactionTemplate;

/** Messages on a real database, sent over real HTTP. A second context on the same database is another process. */
class OutboxIT {
  private final TestDatabase database = TestDatabase.fresh();
  private final HttpListener listener = new HttpListener();
  private final JdbcClient jdbc = JdbcClient.create(database.dataSource());
  private final Set<String> gone = ConcurrentHashMap.newKeySet();
  private AnnotationConfigApplicationContext context;

  @BeforeEach
  void start() {
    context = process();
  }

  @AfterEach
  void stop() {
    context.close();
    listener.close();
    database.close();
  }

  @Test
  void a_message_is_sent_when_its_transaction_has_ended_well_and_only_then() {
    assertThatThrownBy(() -> outbox().add(message("a", "s", "1")))
        .isInstanceOf(IllegalTransactionStateException.class);
    transaction().executeWithoutResult(status -> {
      outbox().add(message("a", "s", "lost"));
      status.setRollbackOnly();
    });

    add("a", "s", "kept");

    await().until(() -> bodies().equals(List.of("kept")));
    assertThat(jdbc.sql("SELECT count(*) FROM registry.deliveries")
            .query(Long.class)
            .single())
        .isEqualTo(1);
  }

  @Test
  void a_stream_keeps_its_order_while_its_first_message_is_tried_again() {
    var refusals = new AtomicInteger(2);
    listener.answering =
        request -> request.body().equals("1") && refusals.getAndDecrement() > 0 ? 503 : 200;
    transaction().executeWithoutResult(status -> {
      outbox().add(message("a", "s", "1"));
      outbox().add(message("a", "s", "2"));
      outbox().add(message("a", "other", "3"));
    });
    await().until(() -> bodies().size() == 2);
    assertThat(bodies()).containsExactlyInAnyOrder("1", "3");

    await().until(() -> {
      hurry();
      return deliveries("a").stream().allMatch(each -> each.state() == State.DELIVERED);
    });

    assertThat(bodies().stream().filter(body -> !body.equals("3")))
        .containsExactly("1", "1", "1", "2");
    assertThat(deliveries("a").getLast().attempts())
        .extracting(Attempt::outcome)
        .containsExactly(
            Optional.of("status 503"), Optional.of("status 503"), Optional.of("status 200"));
    assertThat(listener.received().stream()
            .filter(request -> request.body().equals("1"))
            .map(request -> request.header("X-Id"))
            .distinct())
        .hasSize(1);
  }

  @Test
  void a_target_that_asks_for_time_gets_it() {
    listener.answering = request -> 429;

    add("a", "s", "1");

    await().until(() -> attempts("a") == 1 && outcomes("a").contains("status 429"));
    assertThat(secondsUntilDue()).isBetween(10.0, 30.0);
  }

  @Test
  void pauses_grow_to_an_hour() {
    listener.answering = request -> {
      throw new IllegalStateException("breaks the connection");
    };
    add("a", "s", "1");

    for (int attempt = 1; attempt <= 13; attempt++) {
      int made = attempt;
      await().until(() -> outcomes("a").size() == made);
      double expected = Math.min(3600, 2 * Math.pow(2, attempt - 1));
      assertThat(secondsUntilDue()).isBetween(expected - 10, expected);
      hurry();
    }
    assertThat(outcomes("a")).containsOnly("the connection broke");
  }

  @Test
  void what_the_target_will_not_take_ends_and_lets_the_next_go() {
    listener.answering = request -> request.body().equals("1") ? 404 : 204;

    add("a", "s", "1");
    add("a", "s", "2");

    await().until(() -> bodies().equals(List.of("1", "2")));
    await().until(() -> states("a").equals(List.of(State.DELIVERED, State.REFUSED)));
  }

  @Test
  void after_a_day_a_message_is_given_up_and_the_next_has_its_turn() {
    listener.answering = request -> request.body().equals("1") ? 500 : 200;
    add("a", "s", "1");
    await().until(() -> outcomes("a").size() == 1);
    add("a", "s", "2");
    jdbc.sql("UPDATE registry.deliveries SET created_at = created_at - interval '23 h 59 min'"
            + " WHERE body = '1'")
        .update();
    hurry();
    await().until(() -> outcomes("a").size() == 2);
    assertThat(states("a")).containsExactly(State.WAITING, State.WAITING);

    jdbc.sql("UPDATE registry.deliveries SET created_at = created_at - interval '2 min'"
            + " WHERE body = '1'")
        .update();
    hurry();

    await().until(() -> states("a").equals(List.of(State.DELIVERED, State.EXPIRED)));
  }

  @Test
  void what_a_dead_process_had_in_hand_is_sent_when_its_lease_has_run_out() {
    context.close(); // nobody sends now
    try (var dead = process()) {
      dead.getBean(Dispatcher.class).stop();
      new TransactionTemplate(new JdbcTransactionManager(database.dataSource()))
          .executeWithoutResult(
              status -> dead.getBean(Deliveries.class).add(message("a", "s", "1")));
      assertThat(dead.getBean(Attempts.class).begin(List.of())).isPresent();
      assertThat(dead.getBean(Attempts.class).begin(List.of())).isEmpty();
    }
    context = process();
    assertThat(secondsUntilDue()).isBetween(10.0, 60.0);

    letLeasesRunOut();

    await().until(() -> states("a").equals(List.of(State.DELIVERED)));
    assertThat(deliveries("a").getFirst().attempts())
        .extracting(Attempt::outcome)
        .containsExactly(Optional.empty(), Optional.of("status 200"));
  }

  @Test
  void two_processes_send_each_message_once_and_in_order() {
    try (var other = process()) {
      for (int i = 0; i < 100; i++) {
        String stream = "s" + i % 5;
        var sender = i % 2 == 0 ? context : other;
        int number = i;
        transaction()
            .executeWithoutResult(status ->
                sender.getBean(Outbox.class).add(message("a", stream, stream + " " + number)));
      }

      await().atMost(Duration.ofSeconds(30)).until(() -> bodies().size() == 100);

      for (int stream = 0; stream < 5; stream++) {
        String prefix = "s" + stream + " ";
        assertThat(bodies().stream()
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
    listener.answering = request -> {
      if (request.path().equals("/slow")) {
        awaitQuietly(hanging);
      }
      return 200;
    };
    transaction().executeWithoutResult(status -> {
      for (int i = 0; i < 40; i++) {
        outbox().add(message("slow", "s" + i, "slow"));
      }
    });

    add("fast", "s", "fast");

    await().until(() -> bodies().equals(List.of("fast")));
    hanging.countDown();
    await().until(() -> bodies().size() == 41);
  }

  @Test
  void a_target_that_is_gone_gets_nothing() {
    gone.add("a");

    add("a", "s", "1");

    await().until(() -> states("a").equals(List.of(State.CANCELLED)));
    assertThat(listener.received()).isEmpty();
  }

  @Test
  void what_ended_long_ago_is_forgotten() {
    add("a", "s", "1");
    await().until(() -> states("a").equals(List.of(State.DELIVERED)));
    jdbc.sql("UPDATE registry.deliveries SET ended_at = ended_at - interval '31 d'")
        .update();

    context.getBean(Attempts.class).purge();

    assertThat(deliveries("a")).isEmpty();
  }

  private static void awaitQuietly(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private AnnotationConfigApplicationContext process() {
    var process = new AnnotationConfigApplicationContext();
    process.registerBean(
        DataSource.class, database::dataSource, bean -> bean.setDestroyMethodName(""));
    process.registerBean(JdbcClient.class, () -> jdbc);
    process.registerBean(
        JdbcTransactionManager.class, () -> new JdbcTransactionManager(database.dataSource()));
    process.registerBean(Recipient.class, ToListener::new);
    process.register(Transactions.class, DeliveryConfig.class);
    process.refresh();
    return process;
  }

  @EnableTransactionManagement
  static class Transactions {}

  /** Each target is a path of the listener. */
  private final class ToListener implements Recipient {
    @Override
    public String kind() {
      return "test";
    }

    @Override
    public Optional<Post> post(Pending pending) {
      Message message = pending.message();
      var post = new Post(
          URI.create(listener.url("/" + message.target())),
          Map.of("X-Id", pending.id().toString()),
          message.body(),
          true);
      return gone.contains(message.target()) ? Optional.empty() : Optional.of(post);
    }
  }

  private static Message message(String target, String stream, String body) {
    return new Message("test", target, stream, "something.happened", body);
  }

  private UUID add(String target, String stream, String body) {
    return transaction().execute(status -> outbox().add(message(target, stream, body)));
  }

  private Outbox outbox() {
    return context.getBean(Outbox.class);
  }

  private TransactionTemplate transaction() {
    return new TransactionTemplate(new JdbcTransactionManager(database.dataSource()));
  }

  private List<String> bodies() {
    return listener.received().stream().map(Request::body).toList();
  }

  /** The newest first. */
  private List<Delivery> deliveries(String target) {
    return new Deliveries(jdbc).newest("test", target, 100);
  }

  private List<State> states(String target) {
    return deliveries(target).stream().map(Delivery::state).toList();
  }

  private int attempts(String target) {
    return deliveries(target).stream().mapToInt(each -> each.attempts().size()).sum();
  }

  private List<String> outcomes(String target) {
    var outcomes = new ArrayList<String>();
    deliveries(target)
        .forEach(each -> each.attempts().forEach(a -> a.outcome().ifPresent(outcomes::add)));
    return outcomes;
  }

  /** What waits for its next attempt is due at once; what is in hand, or waits for another message, still waits for that. */
  private void hurry() {
    jdbc.sql("""
            UPDATE registry.deliveries d SET due_at = clock_timestamp()
            FROM registry.delivery_attempts a
            WHERE d.state = 'waiting' AND d.due_at <> 'infinity' AND a.outcome IS NOT NULL
              AND a.delivery_id = d.delivery_id AND a.attempt = d.attempts
            """).update();
    context.getBean(Dispatcher.class).wake();
  }

  private void letLeasesRunOut() {
    jdbc.sql("UPDATE registry.deliveries SET due_at = clock_timestamp()").update();
    context.getBean(Dispatcher.class).wake();
  }

  private double secondsUntilDue() {
    return jdbc.sql("""
            SELECT extract(epoch FROM min(due_at) - clock_timestamp())
            FROM registry.deliveries WHERE state = 'waiting'
            """).query(Double.class).single();
  }
}
