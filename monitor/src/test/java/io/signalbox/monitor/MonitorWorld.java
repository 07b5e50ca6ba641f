package io.signalbox.monitor;

import io.signalbox.migrations.SettableClock;
import io.signalbox.registry.delivery.DeliveryConfig;
import io.signalbox.router.Scoring;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import javax.sql.DataSource;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.AnnotationConfigApplicationContext;
import org.springframework.context.annotation.Import;
import org.springframework.context.event.EventListener;
import org.springframework.core.env.MapPropertySource;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.support.JdbcTransactionManager;
import org.springframework.transaction.annotation.EnableTransactionManagement;
import org.springframework.transaction.support.TransactionSynchronizationManager;
import tools.jackson.databind.PropertyNamingStrategies;
import tools.jackson.databind.json.JsonMapper;

/** Everything around the monitor: a database, a clock that the test sets, and fakes of the faces to its left. */
public final class MonitorWorld {
  public final FakeRouter router =
      new FakeRouter().production(2).table(Instant.EPOCH, 2, 10_000, 2, List.of());
  public final FakeRegistry registry = new FakeRegistry()
      .version(1, Map.of(), Map.of("holdout.log_loss", .3))
      .version(2, Map.of(), Map.of("holdout.log_loss", .3))
      .version(3, Map.of(), Map.of());
  public final FakePredictions predictions = new FakePredictions();
  public final FakeFeatures features = new FakeFeatures();
  public final SettableClock clock;
  public final List<DriftDetected> drift = new ArrayList<>();
  public final List<Boolean> inTransaction = new ArrayList<>();
  public final JsonMapper json = JsonMapper.builder()
      .propertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE)
      .build();
  public boolean refuseDrift;
  public final long changesBefore;

  private final DataSource dataSource;

  public MonitorWorld(DataSource dataSource, Instant now) {
    this.dataSource = dataSource;
    this.clock = new SettableClock(now);
    this.changesBefore = JdbcClient.create(dataSource)
        .sql("SELECT coalesce(max(id), 0) FROM monitor.changes")
        .query(Long.class)
        .single();
  }

  /** Starts the monitor without schedules and without a webhook. */
  public AnnotationConfigApplicationContext start() {
    return start(Map.of("signalbox.schedules.enabled", false));
  }

  public AnnotationConfigApplicationContext start(Map<String, Object> properties) {
    var context = new AnnotationConfigApplicationContext();
    context
        .getEnvironment()
        .getPropertySources()
        .addFirst(new MapPropertySource("test", properties));
    register(context);
    context.register(Transactions.class, MonitorConfig.class);
    context.refresh();
    return context;
  }

  /** As they are: the context does not close what the test made. */
  public void register(ConfigurableApplicationContext context) {
    registerWithout("", context);
  }

  /** All but one, whose real implementation the test brings. */
  public void registerWithout(String real, ConfigurableApplicationContext context) {
    Scoring none = (version, table) -> new double[table.rows()];
    Map<String, Object> beans = new LinkedHashMap<>();
    beans.put("dataSource", dataSource);
    beans.put("jdbcClient", JdbcClient.create(dataSource));
    beans.put("transactionManager", new JdbcTransactionManager(dataSource));
    beans.put("clock", clock);
    beans.put("json", json);
    beans.put("router", router.face());
    beans.put("registry", registry.registry());
    beans.put("tracking", registry.tracking());
    beans.put("predictions", predictions);
    beans.put("features", features.face());
    beans.put("scoring", none);
    beans.put("listener", new Listener(this));
    beans.remove(real);
    beans.forEach(context.getBeanFactory()::registerSingleton);
  }

  /** A week that version 2 answered with .05, and in which half were late. */
  public void badWeek() {
    for (int row = 0; row < 7 * 48; row++) {
      Instant at = clock.instant().minus(Duration.ofDays(8)).plus(Duration.ofMinutes(30L * row));
      predictions.add(at, "N" + row % 40, 2, .05, 9, .5, row % 2);
    }
  }

  /** Twenty days back two weeks that version 2 answered with .5, and version 3, a shadow, much better. */
  public void shadowWeeks() {
    Instant start = clock.instant().minus(Duration.ofDays(20));
    for (int row = 0; row < 14 * 20; row++) {
      Instant at = start.plus(Duration.ofMinutes(72L * row));
      double outcome = row % 2;
      double shadow = (outcome == 1 ? .7 : .3) + (row / 20 % 2 == 0 ? .01 : -.01);
      predictions.add(at, "N" + row % 20, 2, .5, 3, shadow, outcome);
    }
  }

  /** As {@code trainer} does: it listens in the publisher's transaction. */
  static final class Listener {
    private final MonitorWorld world;

    Listener(MonitorWorld world) {
      this.world = world;
    }

    @EventListener
    public void drifted(DriftDetected drift) {
      if (world.refuseDrift) {
        throw new IllegalStateException("no");
      }
      world.drift.add(drift);
      world.inTransaction.add(TransactionSynchronizationManager.isActualTransactionActive());
    }
  }

  /** What a server switches on. */
  @EnableTransactionManagement
  @Import(DeliveryConfig.class)
  public static class Transactions {}
}
