package io.signalbox.trainer;

import com.google.common.base.Ticker;
import io.signalbox.features.Coverages;
import io.signalbox.features.Features;
import io.signalbox.features.Table;
import io.signalbox.migrations.SettableClock;
import io.signalbox.migrations.TestDatabase;
import io.signalbox.registry.ModelVersion;
import io.signalbox.registry.Registry;
import io.signalbox.registry.Tracking;
import io.signalbox.router.Scoring;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import javax.sql.DataSource;
import org.springframework.beans.factory.config.BeanPostProcessor;
import org.springframework.context.annotation.AnnotationConfigApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.ComponentScan;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.FilterType;
import org.springframework.context.annotation.FullyQualifiedAnnotationBeanNameGenerator;
import org.springframework.context.annotation.Import;
import org.springframework.core.env.MapPropertySource;
import org.springframework.jdbc.core.simple.JdbcClient;

/** A trainer on a database, with the real registry beside it, and features in memory. A second one on the same database is another process. */
final class TrainerFixture implements AutoCloseable {
  static final Instant APRIL = Instant.parse("2013-04-01T00:00:00Z");

  final TestDatabase database;
  private final Map<String, Object> properties = new HashMap<>();

  /** Called when a version was created: the place where a process dies. */
  volatile Runnable afterCreate = () -> {};

  final FakeFeatures features = new FakeFeatures();
  final SettableClock clock = new SettableClock(APRIL);
  final TurnedTicker ticker = new TurnedTicker();
  final AnnotationConfigApplicationContext context = new AnnotationConfigApplicationContext();

  TrainerFixture(TestDatabase database, Path home) {
    this.database = database;
    properties.put("signalbox.home", home.toString());
  }

  TrainerFixture startWith(String property, String value) {
    properties.put(property, value);
    return start();
  }

  TrainerFixture start() {
    context.registerBean(
        DataSource.class, database::dataSource, bean -> bean.setDestroyMethodName(""));
    context.setBeanNameGenerator(FullyQualifiedAnnotationBeanNameGenerator.INSTANCE);
    context.getBeanFactory().addBeanPostProcessor(new DyingRegistry());
    context
        .getEnvironment()
        .getPropertySources()
        .addFirst(new MapPropertySource("test", properties));
    context.registerBean(Features.class, features::face);
    context.registerBean(Coverages.class, () -> features::coverage);
    context.registerBean(Clock.class, () -> clock);
    context.registerBean("trainingTicker", Ticker.class, () -> ticker);
    context.register(Assembly.class);
    context.refresh();
    return this;
  }

  /** The real registry, with {@link #afterCreate} behind it. */
  private final class DyingRegistry implements BeanPostProcessor {
    @Override
    public Object postProcessAfterInitialization(Object bean, String name) {
      if (!(bean instanceof Registry registry)) {
        return bean;
      }
      return Proxy.newProxyInstance(
          Registry.class.getClassLoader(),
          new Class<?>[] {Registry.class},
          (proxy, method, given) -> {
            try {
              Object answer = method.invoke(registry, given);
              if (method.getName().equals("createVersion")) {
                afterCreate.run();
              }
              return answer;
            } catch (InvocationTargetException e) {
              throw e.getCause();
            }
          });
    }
  }

  Registry registry() {
    return context.getBean(Registry.class);
  }

  Tracking tracking() {
    return context.getBean(Tracking.class);
  }

  Trainer trainer() {
    return context.getBean(Trainer.class);
  }

  JdbcClient jdbc() {
    return context.getBean(JdbcClient.class);
  }

  @Override
  public void close() {
    context.close();
  }

  /** Real time, and as much more as a test wants. */
  static final class TurnedTicker extends Ticker {
    private final AtomicLong ahead = new AtomicLong();
    private final AtomicInteger looksLeft = new AtomicInteger(-1);
    private volatile Duration later = Duration.ZERO;

    /** Turns when it has been looked at so many times more. */
    void turnAfterLooks(int looks, Duration by) {
      later = by;
      looksLeft.set(looks);
    }

    void turn(Duration by) {
      ahead.addAndGet(by.toNanos());
    }

    @Override
    public long read() {
      if (looksLeft.getAndUpdate(left -> Math.max(-1, left - 1)) == 0) {
        turn(later);
      }
      return System.nanoTime() + ahead.get();
    }
  }

  @Configuration
  @Import(TrainerBeans.class)
  @ComponentScan(
      basePackages = {"io.signalbox.trainer", "io.signalbox.registry"},
      nameGenerator = FullyQualifiedAnnotationBeanNameGenerator.class,
      excludeFilters = {
        @ComponentScan.Filter(type = FilterType.REGEX, pattern = ".*\\.(web|mlflow)\\..*"),
        @ComponentScan.Filter(
            type = FilterType.REGEX,
            pattern = ".*(TrainerConfig|TrainerBeans|(Fixture|IT)\\$.*)")
      })
  static class Assembly {
    /** Half for everyone. */
    @Bean
    Scoring scoring() {
      return (ModelVersion version, Table inputs) -> {
        double[] scores = new double[inputs.rows()];
        Arrays.fill(scores, .5);
        return scores;
      };
    }
  }
}
