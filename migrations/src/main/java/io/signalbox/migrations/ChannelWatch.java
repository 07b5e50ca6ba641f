package io.signalbox.migrations;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.postgresql.PGConnection;
import org.postgresql.PGNotification;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Hears by LISTEN what other servers on the database say on a channel, on a connection and in a thread of its own. While PostgreSQL is
 * away it tries again every two seconds, and so it does after a fault of its listener: nobody else would notice that it hears no more.
 */
public final class ChannelWatch implements AutoCloseable {
  /** Between two looks, and between two attempts to listen. */
  public static final Duration POLL = Duration.ofSeconds(2);

  /** How long one wait for notifications lasts, and so how long stopping takes. */
  private static final Duration WAIT = Duration.ofMillis(100);

  /**
   * The connection is asked something at each poll, because a database that has vanished says nothing, as one where nothing happens; one
   * that does not answer within this time hears nothing either.
   */
  private static final Duration ANSWER = Duration.ofSeconds(10);

  private static final Duration STOP = Duration.ofSeconds(5);
  private static final Logger log = LoggerFactory.getLogger(ChannelWatch.class);

  private final DataSource database;
  private final String channel;
  private final Listener listener;
  private final CountDownLatch stopped = new CountDownLatch(1);
  private final Thread thread;
  private boolean missed;
  private boolean away;

  private ChannelWatch(DataSource database, String channel, Listener listener) {
    this.database = database;
    this.channel = channel;
    this.listener = listener;
    this.thread = Thread.ofPlatform().name(channel + "-watch").daemon().unstarted(this::run);
  }

  /** Who is told, in the watch's thread. */
  public interface Listener {

    /**
     * From now on everything is heard, and nothing was before.
     *
     * @param missed whether something was heard earlier and then no more for a while
     */
    void listening(boolean missed);

    /** What was said since the last time: each text once, in order. */
    void heard(List<String> said);

    /** Called every two seconds while it listens, for what need not be said. */
    default void look() {}
  }

  /** Starts to listen; {@code channel} is a plain lower-case name. */
  public static ChannelWatch start(DataSource database, String channel, Listener listener) {
    ChannelWatch watch = new ChannelWatch(database, channel, listener);
    watch.thread.start();
    return watch;
  }

  private void run() {
    try {
      while (!isStopped(Duration.ZERO)) {
        try (Connection connection = database.getConnection()) {
          listen(connection);
        } catch (SQLException | RuntimeException | Error failure) {
          missed = true;
          tell(failure);
          isStopped(POLL);
        }
      }
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  private void listen(Connection connection) throws SQLException, InterruptedException {
    connection.setNetworkTimeout(Runnable::run, Math.toIntExact(ANSWER.toMillis()));
    execute(connection, "LISTEN " + channel);
    var notifications = connection.unwrap(PGConnection.class);
    long lookedAtNanos = System.nanoTime();
    listener.listening(missed);
    missed = false;
    tellBack();
    while (!isStopped(Duration.ZERO)) {
      List<String> said = said(notifications);
      if (!said.isEmpty()) {
        listener.heard(said);
      }
      if (System.nanoTime() - lookedAtNanos >= POLL.toNanos()) {
        lookedAtNanos = System.nanoTime();
        execute(connection, "SELECT 1");
        listener.look();
      }
    }
    execute(connection, "UNLISTEN *"); // the connection goes back to a pool
  }

  private static List<String> said(PGConnection notifications) throws SQLException {
    PGNotification @Nullable [] said = notifications.getNotifications((int) WAIT.toMillis());
    return said == null
        ? List.of()
        : Arrays.stream(said).map(PGNotification::getParameter).distinct().toList();
  }

  private static void execute(Connection connection, String sql) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }

  private void tell(Throwable failure) {
    if (DatabaseTrouble.of(failure).isEmpty()) {
      log.error("What is said cannot be heard; trying again. channel={}", channel, failure);
    } else if (!away) {
      log.warn(
          "PostgreSQL is away: what is in memory serves on as it is. channel={} why={}",
          channel,
          failure.getMessage());
      away = true;
    }
  }

  private void tellBack() {
    if (away) {
      log.info("PostgreSQL is back: what is in memory is up to date. channel={}", channel);
      away = false;
    }
  }

  private boolean isStopped(Duration within) throws InterruptedException {
    return stopped.await(within.toMillis(), TimeUnit.MILLISECONDS);
  }

  /** Returns when it listens no more, or after five seconds. */
  @Override
  public void close() {
    stopped.countDown();
    try {
      thread.join(STOP);
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
    }
  }
}
