package io.signalbox.registry.delivery;

import io.signalbox.migrations.TestDatabase;
import io.signalbox.registry.HttpListener;
import io.signalbox.registry.HttpListener.Request;
import io.signalbox.registry.delivery.Delivery.State;
import io.signalbox.registry.delivery.Recipient.Pending;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import javax.sql.DataSource;
import org.springframework.context.annotation.AnnotationConfigApplicationContext;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.support.JdbcTransactionManager;
import org.springframework.transaction.annotation.EnableTransactionManagement;
import org.springframework.transaction.support.TransactionTemplate;

/** Messages on a real database, sent over real HTTP. A second {@link #process} on the same database is another process. */
final class OutboxOnDatabase implements AutoCloseable {
  final TestDatabase database = TestDatabase.fresh();
  final HttpListener listener = new HttpListener();
  final JdbcClient jdbc = JdbcClient.create(database.dataSource());
  final Set<String> gone = ConcurrentHashMap.newKeySet();
  AnnotationConfigApplicationContext context = process();

  @Override
  public void close() {
    context.close();
    listener.close();
    database.close();
  }

  AnnotationConfigApplicationContext process() {
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

  static Message message(String target, String stream, String body) {
    return new Message("test", target, stream, "something.happened", body);
  }

  UUID add(String target, String stream, String body) {
    return transaction().execute(status -> outbox().add(message(target, stream, body)));
  }

  Outbox outbox() {
    return context.getBean(Outbox.class);
  }

  TransactionTemplate transaction() {
    return new TransactionTemplate(new JdbcTransactionManager(database.dataSource()));
  }

  List<String> bodies() {
    return listener.received().stream().map(Request::body).toList();
  }

  /** The newest first. */
  List<Delivery> deliveries(String target) {
    return new Deliveries(jdbc).newest("test", target, 100);
  }

  List<State> states(String target) {
    return deliveries(target).stream().map(Delivery::state).toList();
  }

  int attempts(String target) {
    return deliveries(target).stream().mapToInt(each -> each.attempts().size()).sum();
  }

  List<String> outcomes(String target) {
    var outcomes = new ArrayList<String>();
    deliveries(target)
        .forEach(each -> each.attempts().forEach(a -> a.outcome().ifPresent(outcomes::add)));
    return outcomes;
  }

  /** What waits for its next attempt is due at once; what is in hand, or waits for another message, still waits for that. */
  void hurry() {
    jdbc.sql("""
            UPDATE registry.deliveries d SET due_at = clock_timestamp()
            FROM registry.delivery_attempts a
            WHERE d.state = 'waiting' AND d.due_at <> 'infinity' AND a.outcome IS NOT NULL
              AND a.delivery_id = d.delivery_id AND a.attempt = d.attempts
            """).update();
    context.getBean(Dispatcher.class).wake();
  }

  void letLeasesRunOut() {
    jdbc.sql("UPDATE registry.deliveries SET due_at = clock_timestamp()").update();
    context.getBean(Dispatcher.class).wake();
  }

  double secondsUntilDue() {
    return jdbc.sql("""
            SELECT extract(epoch FROM min(due_at) - clock_timestamp())
            FROM registry.deliveries WHERE state = 'waiting'
            """).query(Double.class).single();
  }
}
