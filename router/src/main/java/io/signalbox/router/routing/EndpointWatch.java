package io.signalbox.router.routing;

import io.signalbox.router.EndpointName;
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
import org.springframework.context.SmartLifecycle;
import org.springframework.dao.DataAccessException;
import org.springframework.stereotype.Component;
import org.springframework.transaction.TransactionException;

/**
 * Keeps this process up to date: hears each change by LISTEN on a connection of its own, and looks at all endpoints every two seconds
 * besides, for what it may have missed. While PostgreSQL is away it waits and tries again; what is in memory stays.
 *
 * <p>Started before the web server, it loads every endpoint first: a process that answers at all answers from a full memory.
 */
@Component
class EndpointWatch implements SmartLifecycle {
  static final Duration POLL = Duration.ofSeconds(2);

  /** How long one wait for notifications lasts, and so how long stopping takes. */
  private static final Duration WAIT = Duration.ofMillis(100);

  /** The connection that listens is asked something at each poll; one that does not answer within this time hears nothing either. */
  private static final Duration ANSWER = Duration.ofSeconds(10);

  private static final Duration STOP = Duration.ofSeconds(5);
  private static final Logger log = LoggerFactory.getLogger(EndpointWatch.class);

  private final DataSource dataSource;
  private final Endpoints endpoints;
  private final CatchUp catchUp;
  private final Following following;
  private final InForce inForce;
  private final Served served;
  private volatile @Nullable Watch watch;

  EndpointWatch(
      DataSource dataSource,
      Endpoints endpoints,
      CatchUp catchUp,
      Following following,
      InForce inForce,
      Served served) {
    this.dataSource = dataSource;
    this.endpoints = endpoints;
    this.catchUp = catchUp;
    this.following = following;
    this.inForce = inForce;
    this.served = served;
  }

  @Override
  public void start() {
    lookAtAll();
    served.tellAll();
    var started = new Watch();
    watch = started;
    started.thread.start();
  }

  @Override
  public void stop() {
    Watch stopping = watch;
    if (stopping != null) {
      stopping.stop();
      watch = null;
      inForce.clear();
    }
  }

  @Override
  public boolean isRunning() {
    return watch != null;
  }

  /** Before the web server, which starts among the last. */
  @Override
  public int getPhase() {
    return 0;
  }

  private void lookAtAll() {
    endpoints.all().forEach(this::look);
  }

  private void look(EndpointRow row) {
    try {
      following.follow(row);
      catchUp.refresh(row.name());
    } catch (DataAccessException | TransactionException away) {
      throw away;
    } catch (RuntimeException broken) {
      // A fault with one endpoint must not keep the others from following.
      log.error("An endpoint cannot be brought up to date. endpoint={}", row.name(), broken);
    }
  }

  /** One start's thread. */
  private final class Watch {
    private final CountDownLatch stopped = new CountDownLatch(1);
    private final Thread thread =
        Thread.ofPlatform().name("endpoint-watch").daemon().unstarted(this::run);
    private boolean away;

    private void run() {
      try {
        while (!isStopped(Duration.ZERO)) {
          try (Connection connection = dataSource.getConnection()) {
            listen(connection);
          } catch (SQLException | DataAccessException | TransactionException gone) {
            sayAway(gone);
            isStopped(POLL);
          } catch (RuntimeException | Error broken) {
            // Nobody else would notice that endpoints follow no more.
            log.error("Endpoints cannot be watched; trying again.", broken);
            isStopped(POLL);
          }
        }
      } catch (InterruptedException interrupted) {
        Thread.currentThread().interrupt();
      }
    }

    private void listen(Connection connection) throws SQLException, InterruptedException {
      connection.setNetworkTimeout(Runnable::run, Math.toIntExact(ANSWER.toMillis()));
      execute(connection, "LISTEN " + Endpoints.CHANNEL);
      var notifications = connection.unwrap(PGConnection.class);
      long lookedAtNanos = System.nanoTime();
      lookAtAll(); // what was said before LISTEN was not heard
      sayBack();
      while (!isStopped(Duration.ZERO)) {
        for (String name : heard(notifications)) {
          endpoints.find(new EndpointName(name)).ifPresent(EndpointWatch.this::look);
        }
        if (System.nanoTime() - lookedAtNanos >= POLL.toNanos()) {
          lookedAtNanos = System.nanoTime();
          execute(connection, "SELECT 1");
          lookAtAll();
        }
      }
      execute(connection, "UNLISTEN *"); // the connection goes back to a pool
    }

    private static void execute(Connection connection, String sql) throws SQLException {
      try (Statement statement = connection.createStatement()) {
        statement.execute(sql);
      }
    }

    private List<String> heard(PGConnection notifications) throws SQLException {
      PGNotification @Nullable [] heard = notifications.getNotifications((int) WAIT.toMillis());
      return heard == null
          ? List.of()
          : Arrays.stream(heard).map(PGNotification::getParameter).distinct().toList();
    }

    private void sayAway(Exception gone) {
      if (!away) {
        log.warn("PostgreSQL is away: endpoints serve on as they are. why={}", gone.getMessage());
        away = true;
      }
    }

    private void sayBack() {
      if (away) {
        log.info("PostgreSQL is back: endpoints are up to date.");
        away = false;
      }
    }

    private boolean isStopped(Duration within) throws InterruptedException {
      return stopped.await(within.toMillis(), TimeUnit.MILLISECONDS);
    }

    void stop() {
      stopped.countDown();
      try {
        thread.join(STOP);
      } catch (InterruptedException interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }
}
