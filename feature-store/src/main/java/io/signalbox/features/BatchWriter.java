package io.signalbox.features;

import com.google.common.collect.ImmutableList;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionSynchronization;
import org.springframework.transaction.support.TransactionSynchronizationManager;
import org.springframework.transaction.support.TransactionTemplate;

/** Writes batches that were checked, each with its manifest, in one transaction; what is served follows its commit. */
@Component
class BatchWriter {
  /** A batch of as many rows becomes a file at once. */
  static final int ROWS_OF_A_FILE = 10_000;

  private final Manifests manifests;
  private final QuarantinedRows quarantined;
  private final RecentRows recent;
  private final RowFiles files;
  private final OfflineStore offline;
  private final Compaction compaction;
  private final Serving serving;
  private final ContractResults contracts;
  private final TransactionTemplate transaction;
  private final Clock clock;

  BatchWriter(
      Manifests manifests,
      QuarantinedRows quarantined,
      RecentRows recent,
      RowFiles files,
      OfflineStore offline,
      Compaction compaction,
      Serving serving,
      ContractResults contracts,
      TransactionTemplate transaction,
      Clock clock) {
    this.manifests = manifests;
    this.quarantined = quarantined;
    this.recent = recent;
    this.files = files;
    this.offline = offline;
    this.compaction = compaction;
    this.serving = serving;
    this.contracts = contracts;
    this.transaction = transaction;
    this.clock = clock;
  }

  /** What is done with a new manifest's id in the transaction that adds it. */
  interface Also {
    void with(long manifest);
  }

  /** What a transaction writes at its end, all at once. */
  private static final class Written {
    /** Told, and served from the commit on. */
    final List<Rows> served = new ArrayList<>();
    /** Too few for files of their own. */
    final List<Rows> small = new ArrayList<>();
  }

  /** All or none, after the rules of a batch as a whole were asked. One manifest for each, in order. */
  List<Manifest> write(List<CheckedBatch> batches, String author) {
    return inTransaction(written -> {
      List<Manifest> manifested = new ArrayList<>();
      for (CheckedBatch batch : batches) {
        manifested.add(write(batch, author, written, false));
      }
      return ImmutableList.copyOf(manifested);
    });
  }

  /** One whose rules as a whole are not asked: it is none that somebody sent. Empty where the same content is there already. */
  Optional<Manifest> write(CheckedBatch batch, String author, Also also) {
    var rules = new BatchRules(batch.view().definition());
    Map<String, ColumnStatistics> statistics = rules.statistics(batch.accepted());
    return inTransaction(written -> {
      Optional<Manifest> manifest = add(batch, statistics, author, written, false);
      manifest.ifPresent(it -> also.with(it.id()));
      return manifest;
    });
  }

  /** As the first, for training only. What is there already, and served, stays served. */
  Manifest writeOffline(CheckedBatch batch, String author) {
    var written = new Written();
    Manifest manifest = transaction.execute(status -> {
      Manifest added = write(batch, author, written, true);
      recent.add(written.small);
      if (!written.served.isEmpty()) {
        manifests.offlineOnly(added.id(), true);
        serving.tellChanged(batch.view().rows());
        afterCommit(() -> written.served.forEach(serving::addEvents));
      }
      return added;
    });
    compaction.dayMayHaveChanged();
    return manifest;
  }

  private interface Writing<T> {
    T to(Written written);
  }

  private <T> T inTransaction(Writing<T> writing) {
    var written = new Written();
    T result = transaction.execute(status -> {
      T done = writing.to(written);
      recent.add(written.small);
      serving.tell(written.served);
      afterCommit(() -> written.served.forEach(serving::add));
      return done;
    });
    compaction.dayMayHaveChanged();
    return result;
  }

  private Manifest write(CheckedBatch batch, String author, Written written, boolean isOffline) {
    RowSchema schema = batch.view().rows();
    var rules = new BatchRules(batch.view().definition());
    Map<String, ColumnStatistics> statistics = rules.statistics(batch.accepted());
    CheckedBatch checked = batch;
    if (!rules.isEmpty()) {
      if (manifests.find(schema, batch.contentHash()).isPresent()) {
        return again(batch, written, isOffline); // what was good is not refused for coming again
      }
      checked = batch.warned(rules.check(
          batch, statistics, clock.instant(), count -> manifests.statistics(schema, count)));
    }
    return add(checked, statistics, author, written, isOffline)
        .orElseGet(() -> again(batch, written, isOffline));
  }

  /** The first manifest; what was for training only until now is served. */
  private Manifest again(CheckedBatch batch, Written written, boolean isOffline) {
    Manifest first = manifests.find(batch.view().rows(), batch.contentHash()).orElseThrow();
    if (!isOffline && manifests.isOfflineOnly(first.id())) {
      serve(batch.accepted().build(Manifests.firstSequence(first.id())), written);
      manifests.offlineOnly(first.id(), false);
    }
    return first;
  }

  /** Absent where the same content is there already. */
  private Optional<Manifest> add(
      CheckedBatch batch,
      Map<String, ColumnStatistics> statistics,
      String author,
      Written written,
      boolean isOffline) {
    Instant now = clock.instant();
    RowSchema schema = batch.view().rows();
    return manifests.add(batch, statistics, now, author).map(id -> {
      Rows rows = batch.accepted().build(Manifests.firstSequence(id));
      if (rows.size() >= ROWS_OF_A_FILE) {
        files.add(schema, offline.write(rows));
      } else {
        written.small.add(rows);
      }
      quarantined.add(id, batch.rejected());
      afterCommit(() -> contracts.changed(schema));
      if (isOffline) {
        written.served.add(rows);
      } else {
        serve(rows, written);
      }
      return batch.manifest(id, now, author);
    });
  }

  private void serve(Rows rows, Written written) {
    serving.store(rows);
    written.served.add(rows);
  }

  private static void afterCommit(Runnable work) {
    TransactionSynchronizationManager.registerSynchronization(new TransactionSynchronization() {
      @Override
      public void afterCommit() {
        work.run();
      }
    });
  }
}
