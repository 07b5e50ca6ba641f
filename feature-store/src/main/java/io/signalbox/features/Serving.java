package io.signalbox.features;

import java.time.Clock;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.springframework.beans.factory.InitializingBean;
import org.springframework.stereotype.Component;

/** Keeps memory filled: views come with the rows there are, rows come as they are committed, and old ones go. */
@Component
class Serving implements InitializingBean {

  private static final long EVICT_EVERY_MICROS = 6 * 3_600_000_000L;

  private final Definitions definitions;
  private final RowHistory history;
  private final OfflineStore offline;
  private final OnlineStore online;
  private final Clock clock;
  private final long slackMicros;
  private final AtomicLong evictedAt = new AtomicLong(Long.MIN_VALUE);

  Serving(
      Definitions definitions,
      RowHistory history,
      OfflineStore offline,
      OnlineStore online,
      Clock clock,
      FeaturesConfig.OnlineSlack slack) {
    this.definitions = definitions;
    this.history = history;
    this.offline = offline;
    this.online = online;
    this.clock = clock;
    this.slackMicros = Micros.of(slack.span());
  }

  /** Brings memory back at start. */
  @Override
  public void afterPropertiesSet() {
    keepAll();
  }

  /** Begins to keep every view that is served and not kept yet. */
  synchronized void keepAll() {
    for (View view : definitions.catalog().views()) {
      if (isServed(view) && !online.has(view)) {
        online.keep(view, load(view));
      }
    }
  }

  List<String> served() {
    return definitions.catalog().views().stream()
        .filter(Serving::isServed)
        .map(View::name)
        .sorted()
        .toList();
  }

  /** Adds what is stored and not in memory yet. */
  synchronized void refresh(List<String> names) {
    for (View view : definitions.catalog().views()) {
      if (isServed(view) && names.contains(view.name())) {
        online.add(load(view));
      }
    }
  }

  private static boolean isServed(View view) {
    return !(view instanceof View.Batch batch) || batch.online();
  }

  private Rows load(View view) {
    long horizon = horizon();
    return history.read(view.rows(), stored -> switch (view) {
      case View.Batch batch -> offline.readFrom(stored, horizon, true);
      case View.Window window -> offline.readFrom(stored, horizon - window.reachMicros(), false);
    });
  }

  /** Rows that were committed just now. */
  synchronized void add(Rows rows) {
    online.add(rows);
    long horizon = horizon();
    if (horizon - EVICT_EVERY_MICROS >= evictedAt.get()) {
      evictedAt.set(horizon);
      online.evict(horizon);
    }
  }

  private long horizon() {
    return Micros.of(clock.instant()) - slackMicros;
  }
}
