package io.signalbox.monitor;

import static io.signalbox.monitor.FakeRouter.FLIGHT_DELAY;

import io.signalbox.migrations.TestDatabase;
import io.signalbox.registry.Attribution;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.List;
import org.springframework.context.annotation.AnnotationConfigApplicationContext;
import org.springframework.jdbc.core.simple.JdbcClient;

/** The monitor on a real database, with predictions, versions and endpoints that the test puts there. */
final class MonitorOnDatabase implements AutoCloseable {
  static final Attribution ANNA = new Attribution("anna", "a test");
  static final Instant MONDAY = Instant.parse("2013-07-01T00:00:00Z");

  final MonitorWorld world;
  final JdbcClient jdbc;
  final AnnotationConfigApplicationContext context;
  final Monitor monitor;

  MonitorOnDatabase(TestDatabase database) {
    world = new MonitorWorld(database.dataSource(), MONDAY);
    jdbc = JdbcClient.create(database.dataSource());
    context = world.start();
    monitor = context.getBean(Monitor.class);
  }

  /** Leaves the tables as empty as they can be. */
  @Override
  public void close() {
    context.close();
    jdbc.sql("TRUNCATE monitor.checks, monitor.alerts, monitor.reports, monitor.comparisons")
        .update();
  }

  static CheckDefinition performance(double margin, boolean raisesDrift) {
    return new CheckDefinition.Performance(
        "weekly_performance",
        FLIGHT_DELAY,
        "0 0 6 ? * MON",
        ZoneId.of("America/New_York"),
        Duration.ofDays(7),
        100,
        Duration.ofHours(24),
        List.of("holdout.log_loss"),
        margin,
        3,
        raisesDrift);
  }

  /** Rows are counted by difference: changes cannot be emptied between tests. */
  int changes(String subject, String action) {
    return jdbc.sql("""
            SELECT count(*) FROM monitor.changes
            WHERE subject = :subject AND action = :action AND author = 'anna' AND id > :before
            """)
        .param("subject", subject)
        .param("action", action)
        .param("before", world.changesBefore)
        .query(Integer.class)
        .single();
  }
}
