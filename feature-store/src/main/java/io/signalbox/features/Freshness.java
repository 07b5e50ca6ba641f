package io.signalbox.features;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Clock;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.context.SmartLifecycle;
import org.springframework.dao.DataAccessException;
import org.springframework.stereotype.Component;
import org.springframework.transaction.TransactionException;

/**
 * How old the newest event of each feature view in force is, as the gauge {@value #NAME}. What was ingested is looked up now and then, also
 * what other servers did; while PostgreSQL is away the age of what was seen last goes on growing.
 */
@Component
class Freshness implements SmartLifecycle {

  static final String NAME = "signalbox.features.age";

  private static final Logger LOG = LoggerFactory.getLogger(Freshness.class);
  private static final double MICROS_PER_SECOND = 1e6;

  private final Manifests manifests;
  private final Definitions definitions;
  private final ObjectProvider<MeterRegistry> meters;
  private final Clock clock;
  private final Duration interval;
  private final Map<String, Long> newest = new ConcurrentHashMap<>();
  private final Map<String, Meter> gauges = new ConcurrentHashMap<>();
  private volatile @Nullable ScheduledThreadPoolExecutor looking;

  Freshness(
      Manifests manifests,
      Definitions definitions,
      ObjectProvider<MeterRegistry> meters,
      Clock clock,
      @Value("${signalbox.features.age-interval:15s}") Duration interval) {
    this.manifests = manifests;
    this.definitions = definitions;
    this.meters = meters;
    this.clock = clock;
    this.interval = interval;
  }

  @Override
  public void start() {
    var worker = new ScheduledThreadPoolExecutor(
        1, Thread.ofPlatform().name("features-freshness").daemon().factory());
    var _ =
        worker.scheduleWithFixedDelay(this::look, 0, interval.toMillis(), TimeUnit.MILLISECONDS);
    looking = worker;
  }

  /** A view without events with a time has no age. */
  void look() {
    try {
      Map<String, Long> found = manifests.newestEvents();
      found
          .keySet()
          .retainAll(definitions.catalog().inForce("FeatureView").stream()
              .map(DefinitionVersion::name)
              .collect(Collectors.toSet()));
      newest.putAll(found);
      newest.keySet().retainAll(found.keySet());
      meters.ifAvailable(this::publish);
    } catch (DataAccessException | TransactionException away) {
      LOG.debug("The newest events cannot be read now", away);
    } catch (RuntimeException e) { // thrown on, it would end the looking in silence
      LOG.error("The age of features is not looked up this time", e);
    }
  }

  private void publish(MeterRegistry registry) {
    for (String view : newest.keySet()) {
      gauges.computeIfAbsent(
          view,
          it -> Gauge.builder(NAME, () -> ageSeconds(view))
              .description("Since the newest event of a feature view")
              .baseUnit("seconds")
              .tag("view", view)
              .register(registry));
    }
    gauges.entrySet().removeIf(gauge -> {
      boolean gone = !newest.containsKey(gauge.getKey());
      if (gone) {
        registry.remove(gauge.getValue());
      }
      return gone;
    });
  }

  private double ageSeconds(String view) {
    Long event = newest.get(view);
    return event == null ? Double.NaN : (Micros.of(clock.instant()) - event) / MICROS_PER_SECOND;
  }

  @Override
  public void stop() {
    ScheduledThreadPoolExecutor worker = looking;
    if (worker != null) {
      worker.shutdownNow();
      looking = null;
    }
  }

  @Override
  public boolean isRunning() {
    return looking != null;
  }
}
