package io.signalbox.features;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
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
 * Hears by LISTEN, on a connection of its own, what other servers on this database apply and ingest. After each time that it could
 * not hear it reads everything anew; while PostgreSQL is away, what is in memory stays.
 */
@Component
class FeatureWatch implements SmartLifecycle {

  /** How long one wait for notifications lasts, and so how long stopping takes. */
  private static final Duration WAIT = Duration.ofMillis(100);

  private static final Duration AGAIN = Duration.ofSeconds(2);
  /** The connection is asked something as often as this: a database that has vanished says nothing, as one where nothing happens. */
  private static final Duration ASK = Duration.ofSeconds(2);

  /** One that does not answer within this time hears nothing either. */
  private static final Duration ANSWER = Duration.ofSeconds(10);

  private static final Duration STOP = Duration.ofSeconds(5);
  private static final Logger LOG = LoggerFactory.getLogger(FeatureWatch.class);

  private final DataSource dataSource;
  private final News news;
  private final Definitions definitions;
  private final Serving serving;
  private final RecentRows recent;
  private volatile @Nullable Watch watch;

  FeatureWatch(
      DataSource dataSource,
      News news,
      Definitions definitions,
      Serving serving,
      RecentRows recent) {
    this.dataSource = dataSource;
    this.news = news;
    this.definitions = definitions;
    this.serving = serving;
    this.recent = recent;
  }

  @Override
  public void start() {
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

  private void hear(News.Heard heard) {
    switch (heard) {
      case News.Heard.Definitions applied -> refresh();
      case News.Heard.Added rows ->
        schema(rows.view(), rows.history()).ifPresent(schema -> add(schema, rows));
      case News.Heard.Changed all -> schema(all.view(), all.history()).ifPresent(serving::reload);
    }
  }

  /** Where PostgreSQL does not have them any more, or never had, they are in a file. */
  private void add(RowSchema schema, News.Heard.Added heard) {
    Rows rows = recent.between(schema, heard.first(), heard.last());
    if (rows.size() > 0) {
      serving.add(rows);
    } else {
      serving.reload(schema);
    }
  }

  private void refresh() {
    definitions.refresh();
    serving.keepAll();
  }

  private Optional<RowSchema> schema(String view, int history) {
    return schemas().stream()
        .filter(it -> it.view().equals(view) && it.history() == history)
        .findFirst();
  }

  private List<RowSchema> schemas() {
    return definitions.catalog().views().stream().map(View::rows).distinct().toList();
  }

  /** One start's thread. */
  private final class Watch {
    private final CountDownLatch stopped = new CountDownLatch(1);
    private final Thread thread =
        Thread.ofPlatform().name("feature-watch").daemon().unstarted(this::run);
    private boolean missed;

    private void run() {
      try {
        while (!isStopped(Duration.ZERO)) {
          try (Connection connection = dataSource.getConnection()) {
            listen(connection);
          } catch (SQLException | DataAccessException | TransactionException gone) {
            LOG.warn(
                "PostgreSQL is away: features are served as they are. why={}", gone.getMessage());
            missed = true;
            isStopped(AGAIN);
          } catch (RuntimeException | Error broken) {
            LOG.error("Features cannot be watched; trying again.", broken);
            missed = true;
            isStopped(AGAIN);
          }
        }
      } catch (InterruptedException interrupted) {
        Thread.currentThread().interrupt();
      }
    }

    private void listen(Connection connection) throws SQLException, InterruptedException {
      connection.setNetworkTimeout(Runnable::run, Math.toIntExact(ANSWER.toMillis()));
      execute(connection, "LISTEN " + News.CHANNEL);
      refresh(); // what was said before LISTEN was not heard
      if (missed) {
        schemas().forEach(serving::reload);
        missed = false;
      }
      var notifications = connection.unwrap(PGConnection.class);
      long askedNanos = System.nanoTime();
      while (!isStopped(Duration.ZERO)) {
        heard(notifications).forEach(FeatureWatch.this::hear);
        if (System.nanoTime() - askedNanos >= ASK.toNanos()) {
          askedNanos = System.nanoTime();
          execute(connection, "SELECT 1");
        }
      }
      execute(connection, "UNLISTEN *"); // the connection goes back to a pool
    }

    private static void execute(Connection connection, String sql) throws SQLException {
      try (Statement statement = connection.createStatement()) {
        statement.execute(sql);
      }
    }

    private List<News.Heard> heard(PGConnection notifications) throws SQLException {
      PGNotification @Nullable [] said = notifications.getNotifications((int) WAIT.toMillis());
      List<News.Heard> heard = new ArrayList<>();
      if (said != null) {
        for (PGNotification notification : said) {
          news.read(notification.getParameter()).ifPresent(heard::add);
        }
      }
      return heard;
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
