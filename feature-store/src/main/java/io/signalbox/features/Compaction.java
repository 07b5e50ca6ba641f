package io.signalbox.features;

import io.signalbox.features.OfflineStore.StoredFile;
import java.time.Clock;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.DisposableBean;
import org.springframework.beans.factory.InitializingBean;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * Moves rows of small batches into Parquet, once a business day, and many small files of a partition into
 * one. A file is written first; the transaction that lists it also removes the rows, so a crash between leaves an unlisted file.
 */
@Component
class Compaction implements InitializingBean, DisposableBean {

  private static final Logger LOG = LoggerFactory.getLogger(Compaction.class);

  /** A partition of more files is written as one. */
  private static final int MOST_FILES = 32;

  private static final long LOOK_EVERY_MINUTES = 10;

  private final Definitions definitions;
  private final RecentRows recent;
  private final RowFiles files;
  private final RowHistory history;
  private final OfflineStore offline;
  private final TransactionTemplate transaction;
  private final Clock clock;
  private final AtomicReference<LocalDate> day;
  private final ScheduledExecutorService worker = Executors.newSingleThreadScheduledExecutor(
      Thread.ofPlatform().name("features-compaction").daemon().factory());

  Compaction(
      Definitions definitions,
      RecentRows recent,
      RowFiles files,
      RowHistory history,
      OfflineStore offline,
      TransactionTemplate transaction,
      Clock clock) {
    this.definitions = definitions;
    this.recent = recent;
    this.files = files;
    this.history = history;
    this.offline = offline;
    this.transaction = transaction;
    this.clock = clock;
    this.day = new AtomicReference<>(today());
  }

  /** Deletes what a crash left behind, and begins to look at the clock, for days on which nothing is ingested. */
  @Override
  public void afterPropertiesSet() {
    offline.keepOnly(files.all());
    // Never done: it looks until the worker is shut down, and what it calls catches its own
    // failures.
    ScheduledFuture<?> looking = worker.scheduleWithFixedDelay(
        this::dayMayHaveChanged, LOOK_EVERY_MINUTES, LOOK_EVERY_MINUTES, TimeUnit.MINUTES);
    LOG.debug("Looks for a new day every {} minutes done={}", LOOK_EVERY_MINUTES, looking.isDone());
  }

  /** Begins a compaction beside the caller if the business day is another than it was. */
  void dayMayHaveChanged() {
    LocalDate today = today();
    if (!day.getAndSet(today).equals(today)) {
      worker.execute(this::runAlone);
    }
  }

  private void runAlone() {
    try {
      run();
    } catch (RuntimeException e) {
      LOG.warn("Compaction failed; the rows stay in PostgreSQL until the next", e);
    }
  }

  /** Returns how many rows were moved. */
  synchronized long run() {
    long moved = 0;
    List<StoredFile> replaced = new ArrayList<>();
    for (RecentRows.Pending pending : recent.pending()) {
      Optional<RowSchema> schema = schema(pending);
      if (schema.isPresent()) { // else its last version was retired: its rows stay where they are
        moved += move(schema.get());
        replaced.addAll(merge(schema.get()));
      }
    }
    if (!replaced.isEmpty()) {
      history.whileNobodyReads(() -> replaced.forEach(file -> offline.delete(file.path())));
    }
    return moved;
  }

  private Optional<RowSchema> schema(RecentRows.Pending pending) {
    return definitions.catalog().views().stream()
        .map(View::rows)
        .filter(it -> it.view().equals(pending.view()) && it.history() == pending.history())
        .reduce((earlier, later) -> later);
  }

  private long move(RowSchema schema) {
    Rows rows = recent.of(schema);
    List<StoredFile> written = offline.write(rows);
    transaction.executeWithoutResult(status -> {
      files.add(schema, written);
      recent.remove(rows);
    });
    LOG.debug("Rows moved to Parquet: view={} rows={}", schema.view(), rows.size());
    return rows.size();
  }

  /** Returns the files that are no longer listed. */
  private List<StoredFile> merge(RowSchema schema) {
    Map<String, List<StoredFile>> byPartition = new LinkedHashMap<>();
    for (StoredFile file : files.of(schema)) {
      byPartition.computeIfAbsent(file.partition(), it -> new ArrayList<>()).add(file);
    }
    List<StoredFile> replaced = new ArrayList<>();
    for (List<StoredFile> small : byPartition.values()) {
      if (small.size() > MOST_FILES) {
        StoredFile merged = offline.merge(schema, small);
        transaction.executeWithoutResult(status -> {
          files.remove(small);
          files.add(schema, List.of(merged));
        });
        replaced.addAll(small);
      }
    }
    return replaced;
  }

  private LocalDate today() {
    return LocalDate.ofInstant(clock.instant(), ZoneOffset.UTC);
  }

  @Override
  public void destroy() {
    worker.close();
  }
}
