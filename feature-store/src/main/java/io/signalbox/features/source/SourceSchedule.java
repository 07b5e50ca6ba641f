package io.signalbox.features.source;

import io.signalbox.features.FeaturesException;
import io.signalbox.features.SqlSourceDefinition;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.context.SmartLifecycle;
import org.springframework.dao.DataAccessException;
import org.springframework.stereotype.Component;
import org.springframework.transaction.TransactionException;

/** Reads each source as often as it says, by the wall clock, one after the other. Where several servers do, one of them finds something. */
@Component
class SourceSchedule implements SmartLifecycle {
  private static final Logger LOG = LoggerFactory.getLogger(SourceSchedule.class);
  private static final Duration LOOK = Duration.ofSeconds(1);
  private static final String AUTHOR = "schedule";

  private final SourceService sources;
  private final boolean enabled;
  private final Map<String, Long> readNanos = new HashMap<>();
  private final Set<String> troubled = new HashSet<>();
  private @Nullable ScheduledThreadPoolExecutor worker;

  SourceSchedule(
      SourceService sources, @Value("${signalbox.schedules.enabled:true}") boolean enabled) {
    this.sources = sources;
    this.enabled = enabled;
  }

  @Override
  public void start() {
    worker = new ScheduledThreadPoolExecutor(
        1, Thread.ofPlatform().name("features-sources").daemon().factory());
    if (enabled) {
      var _ = worker.scheduleWithFixedDelay(
          this::look, LOOK.toMillis(), LOOK.toMillis(), TimeUnit.MILLISECONDS);
    }
  }

  private void look() {
    try {
      for (SqlSourceDefinition source : sources.sources()) {
        if (source.every().isPresent() && isDue(source.name(), source.every().get())) {
          read(source.name());
        }
      }
    } catch (RuntimeException e) { // thrown on, it would end the looking in silence
      LOG.error("Sources are not read this time", e);
    }
  }

  private boolean isDue(String name, Duration every) {
    Long last = readNanos.get(name);
    return last == null || System.nanoTime() - last >= every.toNanos();
  }

  private void read(String name) {
    try {
      long rows = sources.read(name, AUTHOR).rows();
      LOG.debug("Source was read name={} rows={}", name, rows);
      if (troubled.remove(name)) {
        LOG.info("Source is read again name={}", name);
      }
    } catch (FeaturesException.InUse elsewhere) {
      LOG.debug("Source is being read name={}", name);
    } catch (FeaturesException | DataAccessException | TransactionException e) {
      if (troubled.add(name)) {
        LOG.warn("Source cannot be read; trying again. name={} why={}", name, e.getMessage());
      }
    } finally {
      readNanos.put(name, System.nanoTime());
    }
  }

  @Override
  public void stop() {
    if (worker != null) {
      worker.shutdownNow();
      worker = null;
    }
  }

  @Override
  public boolean isRunning() {
    return worker != null;
  }
}
