package io.signalbox.features;

import java.time.Clock;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.springframework.beans.factory.InitializingBean;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionTemplate;

/** Keeps what is served up to date: views come with the rows there are, rows come as they are committed, and old ones go. */
@Component
class Serving implements InitializingBean {

  private static final long EVICT_EVERY_MICROS = 6 * 3_600_000_000L;

  private final Definitions definitions;
  private final Manifests manifests;
  private final LostFiles lostFiles;
  private final RowHistory history;
  private final OfflineStore offline;
  private final OnlineStore online;
  private final News news;
  private final TransactionTemplate transaction;
  private final Clock clock;
  private final long slackMicros;
  private final AtomicLong evictedAt = new AtomicLong(Long.MIN_VALUE);

  Serving(
      Definitions definitions,
      Manifests manifests,
      LostFiles lostFiles,
      RowHistory history,
      OfflineStore offline,
      OnlineStore online,
      News news,
      TransactionTemplate transaction,
      Clock clock,
      FeaturesConfig.OnlineSlack slack) {
    this.definitions = definitions;
    this.manifests = manifests;
    this.lostFiles = lostFiles;
    this.history = history;
    this.offline = offline;
    this.online = online;
    this.news = news;
    this.transaction = transaction;
    this.clock = clock;
    this.slackMicros = Micros.of(slack.span());
  }

  /** Brings memory back at start. @throws StartRefused if a file of it is lost */
  @Override
  public void afterPropertiesSet() {
    lostFiles.expectNone();
    keepAll();
  }

  /** Begins to keep every view that is served and not kept yet, and lets go of those that are no more. */
  synchronized void keepAll() {
    online.keepOnly(definitions.catalog().views());
    for (View view : definitions.catalog().views()) {
      if (isServed(view) && !online.has(view)) {
        online.keep(view, () -> load(view));
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

  /** Within a transaction: rows that are served from its commit on, where a view serves them. */
  void store(Rows rows) {
    boolean served = definitions.catalog().views().stream()
        .anyMatch(view ->
            view instanceof View.Batch batch && batch.online() && reads(view, rows.schema()));
    if (served) {
      online.store(rows);
    }
  }

  /** Within a transaction: tells other servers of what was stored in it. */
  void tell(List<Rows> written) {
    news.added(written);
  }

  /** Within a transaction: tells other servers that what a history has is no longer what it was. */
  void tellChanged(RowSchema schema) {
    news.changed(schema);
  }

  /** Rows that were committed just now and count only as events of aggregates. */
  synchronized void addEvents(Rows rows) {
    online.addEvents(rows);
  }

  private static boolean reads(View view, RowSchema schema) {
    return view.rows().view().equals(schema.view()) && view.rows().history() == schema.history();
  }

  /** Rows that were committed just now, here or by another server. */
  synchronized void add(Rows rows) {
    online.add(rows);
    long horizon = horizon();
    if (horizon - EVICT_EVERY_MICROS >= evictedAt.get()) {
      evictedAt.set(horizon);
      online.evict(horizon);
    }
  }

  List<String> served() {
    return definitions.catalog().views().stream()
        .filter(Serving::isServed)
        .map(View::name)
        .sorted()
        .distinct()
        .toList();
  }

  /** Serves all that is stored by now of these views. An older row never wins, so doing it again changes nothing. */
  void refresh(List<String> names) {
    for (View view : definitions.catalog().views()) {
      if (isServed(view) && names.contains(view.name())) {
        if (view instanceof View.Batch) {
          Rows rows = load(view);
          transaction.executeWithoutResult(status -> {
            online.store(rows);
            manifests.materialized(view.rows());
            news.changed(view.rows());
          });
        }
        reload(view.rows());
      }
    }
  }

  /** Everything of a history, which may have changed in any way. */
  synchronized void reload(RowSchema schema) {
    online.reload(schema);
    for (View view : definitions.catalog().views()) {
      if (view instanceof View.Window && reads(view, schema)) {
        online.addEvents(load(view));
      }
    }
  }

  private long horizon() {
    return Micros.of(clock.instant()) - slackMicros;
  }
}
