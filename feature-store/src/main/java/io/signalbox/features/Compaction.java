package io.signalbox.features;

import io.signalbox.features.OfflineStore.StoredFile;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BooleanSupplier;
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

  /** A file is listed as soon as it is written: one that is unlisted for so long belongs to nothing. */
  private static final Duration UNLISTED = Duration.ofHours(1);

  /** Readers on other servers have left a file that was replaced so long ago. */
  private static final long READ_MINUTES = 30;

  private final Definitions definitions;
  private final RecentRows recent;
  private final RowFiles files;
  private final RowHistory history;
  private final OfflineStore offline;
  private final TransactionTemplate transaction;
  private final Clock clock;
  private final AtomicReference<LocalDate> day;
  private final ScheduledThreadPoolExecutor worker = new ScheduledThreadPoolExecutor(
      1, Thread.ofPlatform().name("features-compaction").daemon().factory());

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
    worker.setExecuteExistingDelayedTasksAfterShutdownPolicy(false);
  }

  /** Moves away what a crash left behind, and begins to look at the clock, for days on which nothing is ingested. */
  @Override
  public void afterPropertiesSet() {
    int aside = offline.setAsideAllBut(files.all(), UNLISTED);
    if (aside > 0) {
      LOG.warn(
          "Files of rows that the database does not list were moved to features/unlisted count={}",
          aside);
    }
    // A server that is started each morning has yesterday's rows to move.
    recent.firstKnown().map(Compaction::day).ifPresent(day::set);
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
      }
    }
    for (RowSchema schema : schemas()) {
      replaced.addAll(merge(schema));
    }
    if (!replaced.isEmpty()) {
      ScheduledFuture<?> deletion =
          worker.schedule(() -> deleteUnread(replaced), READ_MINUTES, TimeUnit.MINUTES);
      LOG.debug("Files are replaced: count={} deleted={}", replaced.size(), deletion.isDone());
    }
    return moved;
  }

  private void deleteUnread(List<StoredFile> replaced) {
    history.whileNobodyReads(() -> replaced.forEach(file -> offline.delete(file.path())));
  }

  private Optional<RowSchema> schema(RecentRows.Pending pending) {
    return schemas().stream()
        .filter(it -> it.view().equals(pending.view()) && it.history() == pending.history())
        .findFirst();
  }

  /** Of each history what its last version says. */
  private List<RowSchema> schemas() {
    Map<RecentRows.Pending, RowSchema> schemas = new LinkedHashMap<>();
    for (View view : definitions.catalog().views()) {
      RowSchema rows = view.rows();
      schemas.put(new RecentRows.Pending(rows.view(), rows.history()), rows);
    }
    return List.copyOf(schemas.values());
  }

  private long move(RowSchema schema) {
    Rows rows = recent.of(schema);
    List<StoredFile> written = offline.write(rows);
    boolean listed = inTransaction(() -> {
      files.add(schema, written);
      return recent.remove(rows) == rows.size();
    });
    if (!listed) {
      written.forEach(file -> offline.delete(file.path()));
      return 0;
    }
    LOG.debug("Rows moved to Parquet: view={} rows={}", schema.view(), rows.size());
    return rows.size();
  }

  /** Undoes it all where another server on the database has done it meanwhile. */
  private boolean inTransaction(BooleanSupplier change) {
    return Boolean.TRUE.equals(transaction.execute(status -> {
      boolean done = change.getAsBoolean();
      if (!done) {
        status.setRollbackOnly();
      }
      return done;
    }));
  }

  /** Returns the files that are no longer listed. */
  private List<StoredFile> merge(RowSchema schema) {
    Map<String, List<StoredFile>> byPartition = new LinkedHashMap<>();
    for (StoredFile file : files.of(schema)) {
      byPartition.computeIfAbsent(file.partition(), it -> new ArrayList<>()).add(file);
    }
    List<StoredFile> replaced = new ArrayList<>();
    for (List<StoredFile> small : byPartition.values()) {
      // One of before rows were marked makes every reader compare all of its rows.
      boolean unmarked = small.stream().anyMatch(file -> file.known().isEmpty());
      if (small.size() > MOST_FILES || unmarked) {
        StoredFile merged = offline.merge(schema, small);
        boolean listed = inTransaction(() -> {
          files.add(schema, List.of(merged));
          return files.remove(small) == small.size();
        });
        if (listed) {
          replaced.addAll(small);
        } else {
          offline.delete(merged.path());
        }
      }
    }
    return replaced;
  }

  private LocalDate today() {
    return day(clock.instant());
  }

  private static LocalDate day(Instant moment) {
    return LocalDate.ofInstant(moment, ZoneOffset.UTC);
  }

  @Override
  public void destroy() {
    worker.close();
  }
}
