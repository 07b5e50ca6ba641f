package io.signalbox.monitor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.signalbox.migrations.TestDatabase;
import io.signalbox.registry.Attribution;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.quartz.CronTrigger;
import org.quartz.JobKey;
import org.quartz.Scheduler;
import org.quartz.TriggerKey;
import org.springframework.context.annotation.AnnotationConfigApplicationContext;
import org.springframework.core.env.MapPropertySource;
import org.springframework.jdbc.support.JdbcTransactionManager;
import org.springframework.scheduling.quartz.SchedulerFactoryBean;
import org.springframework.scheduling.quartz.SpringBeanJobFactory;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/** Checks as jobs of a real Quartz on its JDBC store. */
class CheckScheduleIT {
  private static final TestDatabase DATABASE = TestDatabase.fresh();
  private static final Attribution ANNA = new Attribution("anna", "because");
  private static final TriggerKey KEY = new TriggerKey("weekly_performance", CheckSchedule.GROUP);

  private final MonitorWorld world =
      new MonitorWorld(DATABASE.dataSource(), Instant.parse("2013-07-01T00:00:00Z"));
  private AnnotationConfigApplicationContext context;
  private Monitor monitor;
  private Scheduler quartz;

  @BeforeEach
  void start() {
    context = context(true);
    monitor = context.getBean(Monitor.class);
    quartz = context.getBean(Scheduler.class);
  }

  @AfterEach
  void stop() throws Exception {
    quartz.standby();
    quartz.clear();
    context.close();
    org.springframework.jdbc.core.simple.JdbcClient.create(DATABASE.dataSource())
        .sql("TRUNCATE monitor.checks, monitor.alerts, monitor.reports")
        .update();
  }

  @AfterAll
  static void drop() {
    DATABASE.close();
  }

  @Test
  void a_check_becomes_a_job_with_its_cron_expression_and_zone() throws Exception {
    monitor.apply(check("0 0 6 ? * MON"), ANNA);

    CronTrigger trigger = (CronTrigger) quartz.getTrigger(KEY);
    assertThat(trigger.getCronExpression()).isEqualTo("0 0 6 ? * MON");
    assertThat(trigger.getTimeZone().getID()).isEqualTo("America/New_York");
    assertThat(trigger.getMisfireInstruction())
        .isEqualTo(CronTrigger.MISFIRE_INSTRUCTION_FIRE_ONCE_NOW);

    monitor.apply(check("0 30 7 ? * *"), ANNA);

    assertThat(((CronTrigger) quartz.getTrigger(KEY)).getCronExpression())
        .isEqualTo("0 30 7 ? * *");
  }

  @Test
  void a_check_that_is_due_runs_by_itself() {
    monitor.apply(check("* * * * * ?"), ANNA);

    await()
        .atMost(Duration.ofSeconds(20))
        .until(() -> !monitor.reports(Optional.of("weekly_performance")).isEmpty());
  }

  @Test
  void a_check_whose_application_is_rolled_back_has_no_job() throws Exception {
    var transaction = new TransactionTemplate(context.getBean(PlatformTransactionManager.class));

    assertThatThrownBy(() -> transaction.executeWithoutResult(status -> {
          monitor.apply(check("0 0 6 ? * MON"), ANNA);
          throw new IllegalStateException("another file was refused");
        }))
        .isInstanceOf(IllegalStateException.class);

    assertThat(quartz.checkExists(new JobKey("weekly_performance", CheckSchedule.GROUP)))
        .isFalse();
    assertThat(monitor.checks()).isEmpty();
  }

  @Test
  void a_check_applied_without_schedules_gets_its_job_once_they_are_enabled() throws Exception {
    try (var without = context(false)) {
      without.getBean(Monitor.class).apply(check("0 0 6 ? * MON"), ANNA);
      assertThat(quartz.checkExists(KEY)).isFalse();
    }
    try (var with = context(true)) {
      assertThat(with.getBean(Scheduler.class).checkExists(KEY)).isTrue();
    }
  }

  @Test
  void a_check_that_is_retired_has_no_job_and_keeps_its_reports() throws Exception {
    monitor.apply(check("0 0 6 ? * MON"), ANNA);
    String report = monitor.run("weekly_performance", ANNA).id();

    monitor.retire("weekly_performance", ANNA);

    assertThat(quartz.checkExists(new JobKey("weekly_performance", CheckSchedule.GROUP)))
        .isFalse();
    assertThat(monitor.checks()).isEmpty();
    assertThat(monitor.reports(Optional.of("weekly_performance")))
        .extracting(Report::id)
        .containsExactly(report);
    assertThatThrownBy(() -> monitor.run("weekly_performance", ANNA))
        .isInstanceOf(MonitorException.NotFound.class);
    assertThatThrownBy(() -> monitor.retire("weekly_performance", ANNA))
        .isInstanceOf(MonitorException.NotFound.class);
    assertThat(lastChange()).isEqualTo("anna because retire check weekly_performance");

    monitor.apply(check("0 0 6 ? * MON"), ANNA);

    assertThat(quartz.checkExists(KEY)).isTrue();
    assertThat(monitor.check("weekly_performance").orElseThrow().latest())
        .hasValueSatisfying(latest -> assertThat(latest.reportId()).isEqualTo(report));
  }

  @Test
  void a_check_whose_retirement_is_rolled_back_keeps_its_job() throws Exception {
    monitor.apply(check("0 0 6 ? * MON"), ANNA);
    var transaction = new TransactionTemplate(context.getBean(PlatformTransactionManager.class));

    assertThatThrownBy(() -> transaction.executeWithoutResult(status -> {
          monitor.retire("weekly_performance", ANNA);
          throw new IllegalStateException("rolled back");
        }))
        .isInstanceOf(IllegalStateException.class);

    assertThat(monitor.checks()).hasSize(1);
    assertThat(quartz.checkExists(KEY)).isTrue();
  }

  private static String lastChange() {
    return org.springframework.jdbc.core.simple.JdbcClient.create(DATABASE.dataSource())
        .sql("""
            SELECT concat_ws(' ', author, reason, action, subject)
            FROM monitor.changes ORDER BY id DESC LIMIT 1
            """)
        .query(String.class)
        .single();
  }

  @Test
  void what_is_no_cron_expression_is_refused_with_one_that_is() {
    for (String wrong : List.of("0 6 * * *", "0 0 25 * * ?", "", "x", "tomorrow")) {
      assertThatIllegalArgumentException()
          .isThrownBy(() -> check(wrong))
          .withMessage("cron: '" + wrong
              + "' (expected: Quartz's syntax, seconds first, e.g. '0 0 6 ? * MON')");
    }
  }

  private static CheckDefinition check(String cron) {
    return new CheckDefinition.Performance(
        "weekly_performance",
        FakeRouter.FLIGHT_DELAY,
        cron,
        ZoneId.of("America/New_York"),
        Duration.ofDays(7),
        100,
        Duration.ofHours(24),
        List.of("holdout.log_loss"),
        .1,
        3,
        true);
  }

  private AnnotationConfigApplicationContext context(boolean schedules) {
    var made = new AnnotationConfigApplicationContext();
    made.getEnvironment()
        .getPropertySources()
        .addFirst(new MapPropertySource("test", Map.of("signalbox.schedules.enabled", schedules)));
    world.register(made);
    if (schedules) {
      made.registerBean("quartz", SchedulerFactoryBean.class, () -> scheduler(made));
    }
    made.register(MonitorWorld.Transactions.class, MonitorConfig.class);
    made.refresh();
    return made;
  }

  /** As Boot makes it from the server's settings. */
  private static SchedulerFactoryBean scheduler(AnnotationConfigApplicationContext context) {
    Properties settings = new Properties();
    settings.putAll(Map.of(
        "org.quartz.jobStore.driverDelegateClass",
        "org.quartz.impl.jdbcjobstore.PostgreSQLDelegate",
        "org.quartz.jobStore.tablePrefix",
        "quartz.qrtz_",
        "org.quartz.scheduler.idleWaitTime",
        "1000", // the signal of a new trigger comes before its commit: it is found when idle
        "org.quartz.threadPool.threadCount",
        "1"));
    SchedulerFactoryBean factory = new SchedulerFactoryBean();
    factory.setDataSource(DATABASE.dataSource());
    factory.setTransactionManager(new JdbcTransactionManager(DATABASE.dataSource()));
    factory.setQuartzProperties(settings);
    SpringBeanJobFactory jobs = new SpringBeanJobFactory();
    jobs.setApplicationContext(context);
    factory.setJobFactory(jobs);
    return factory;
  }
}
