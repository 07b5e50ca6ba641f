package io.signalbox.features;

import com.google.common.collect.ImmutableMap;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.ReadWriteLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import java.util.function.Function;
import org.springframework.stereotype.Component;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.TransactionDefinition;
import org.springframework.transaction.support.TransactionTemplate;

/** All rows of a history, wherever they are now: a row is in PostgreSQL or in one file, never in both. */
@Component
class RowHistory {

  private final RecentRows recent;
  private final RowFiles files;
  private final TransactionTemplate snapshot;

  /** Held for reading while files are read, for writing while they are deleted. */
  private final ReadWriteLock readable = new ReentrantReadWriteLock();

  RowHistory(RecentRows recent, RowFiles files, PlatformTransactionManager transactions) {
    this.recent = recent;
    this.files = files;
    this.snapshot = new TransactionTemplate(transactions);
    this.snapshot.setReadOnly(true);
    this.snapshot.setIsolationLevel(TransactionDefinition.ISOLATION_REPEATABLE_READ);
    this.snapshot.setPropagationBehavior(TransactionDefinition.PROPAGATION_REQUIRES_NEW);
  }

  <T> T read(RowSchema schema, Function<StoredRows, T> reading) {
    return readAll(
        List.of(schema), stored -> reading.apply(stored.values().iterator().next()));
  }

  /** What several histories held at one moment. Committed rows only. */
  <T> T readAll(Collection<RowSchema> schemas, Function<Map<RowSchema, StoredRows>, T> reading) {
    readable.readLock().lock();
    try {
      Map<RowSchema, StoredRows> stored = snapshot.execute(status -> stored(schemas));
      return reading.apply(stored);
    } finally {
      readable.readLock().unlock();
    }
  }

  private Map<RowSchema, StoredRows> stored(Collection<RowSchema> schemas) {
    var stored = ImmutableMap.<RowSchema, StoredRows>builder();
    for (RowSchema schema : List.copyOf(java.util.Set.copyOf(schemas))) {
      stored.put(schema, new StoredRows(schema, files.of(schema), recent.of(schema)));
    }
    return stored.buildOrThrow();
  }

  /** Runs when nobody reads files that were listed before. */
  void whileNobodyReads(Runnable deletion) {
    readable.writeLock().lock();
    try {
      deletion.run();
    } finally {
      readable.writeLock().unlock();
    }
  }
}
