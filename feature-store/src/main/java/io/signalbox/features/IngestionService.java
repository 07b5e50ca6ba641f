package io.signalbox.features;

import static io.signalbox.features.Refusals.check;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import com.google.common.collect.Maps;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Service;
import org.springframework.transaction.support.TransactionSynchronization;
import org.springframework.transaction.support.TransactionSynchronizationManager;
import org.springframework.transaction.support.TransactionTemplate;

/** Batches are read and checked first; then one transaction writes what was accepted. */
@Service
class IngestionService implements Ingestion {

  /** A batch of as many rows becomes a file at once. */
  static final int ROWS_OF_A_FILE = 10_000;

  private static final int MOST_LISTED = 1_000;
  private static final int MOST_SOURCE_CHARS = 500;

  /** A sequence is the manifest's id, then the place in the batch in this many bits. */
  private static final int PLACE_BITS = 24;

  private final Definitions definitions;
  private final Manifests manifests;
  private final RecentRows recent;
  private final RowFiles files;
  private final OfflineStore offline;
  private final Compaction compaction;
  private final Serving serving;
  private final OnlineStore online;
  private final TransactionTemplate transaction;
  private final Clock clock;
  private final Map<FileBatch.Format, RowReader> readers;

  IngestionService(
      Definitions definitions,
      Manifests manifests,
      RecentRows recent,
      RowFiles files,
      OfflineStore offline,
      Compaction compaction,
      Serving serving,
      OnlineStore online,
      TransactionTemplate transaction,
      Clock clock,
      List<RowReader> readers) {
    this.definitions = definitions;
    this.manifests = manifests;
    this.recent = recent;
    this.files = files;
    this.offline = offline;
    this.compaction = compaction;
    this.serving = serving;
    this.online = online;
    this.transaction = transaction;
    this.clock = clock;
    this.readers = ImmutableMap.copyOf(Maps.uniqueIndex(readers, RowReader::format));
  }

  @Override
  public List<Manifest> ingest(List<RowBatch> batches, String author) {
    List<CheckedBatch> checked = new ArrayList<>();
    for (RowBatch batch : batches) {
      checked.add(read(batch));
    }
    return write(checked, author);
  }

  @Override
  public Manifest ingestWhole(RowBatch batch, String author) {
    CheckedBatch checked = read(batch);
    checked.rejected().stream().findFirst().ifPresent(first -> {
      throw new FeaturesException.ContractBroken("row %d: column %s: %s breaks %s"
          .formatted(first.row(), first.column(), first.value().orElse("nothing"), first.rule()));
    });
    return write(ImmutableList.of(checked), author).getFirst();
  }

  @Override
  public Manifest ingest(FileBatch batch, String author) {
    checkSource(batch.source());
    Intake intake = intake(batch.view());
    RowReader reader = readers.get(batch.format());
    if (reader == null) {
      throw new IllegalStateException("no reader of " + batch.format());
    }
    try {
      check(Files.size(batch.file()) > 0, "body: empty (expected: %s)", batch.format());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    reader.read(batch.file(), intake);
    CheckedBatch checked = intake.finish(batch.source(), ContentHash.of(batch.file()));
    return write(ImmutableList.of(checked), author).getFirst();
  }

  private CheckedBatch read(RowBatch batch) {
    check(
        batch.rows().size() <= RowBatch.MOST_ROWS,
        "rows: %d for %s (expected: at most %d; send more as a file)",
        batch.rows().size(),
        batch.view(),
        RowBatch.MOST_ROWS);
    checkSource(batch.source());
    Intake intake = intake(batch.view());
    List<String> columns = ImmutableList.of();
    for (Map<String, ?> row : batch.rows()) {
      List<String> names = ImmutableList.copyOf(row.keySet());
      if (columns.isEmpty() || !names.equals(columns)) {
        intake.columns(names, false);
        columns = names;
      }
      @Nullable Object[] cells = new @Nullable Object[columns.size()];
      for (int i = 0; i < cells.length; i++) {
        cells[i] = row.get(columns.get(i));
      }
      intake.row(cells);
    }
    return intake.finish(batch.source(), ContentHash.of(batch));
  }

  private Intake intake(String view) {
    Catalog catalog = definitions.catalog();
    return new Intake(catalog.batch(view), new KnownKeys(catalog, online, clock.instant()));
  }

  private static void checkSource(String source) {
    check(
        source.length() <= MOST_SOURCE_CHARS && CellReader.isStorable(source),
        "source: %d characters (expected: at most %d, without U+0000 and halves of surrogate pairs)",
        source.length(),
        MOST_SOURCE_CHARS);
  }

  private List<Manifest> write(List<CheckedBatch> batches, String author) {
    List<Rows> written = new ArrayList<>();
    List<Manifest> result = transaction.execute(status -> {
      List<Manifest> manifested = new ArrayList<>();
      for (CheckedBatch batch : batches) {
        manifested.add(write(batch, author, written));
      }
      serving.tell(written);
      afterCommit(() -> written.forEach(serving::add));
      return manifested;
    });
    compaction.dayMayHaveChanged();
    return ImmutableList.copyOf(result);
  }

  private Manifest write(CheckedBatch batch, String author, List<Rows> written) {
    RowSchema schema = batch.view().rows();
    Instant now = clock.instant();
    var rules = new BatchRules(batch.view().definition());
    Map<String, ColumnStatistics> statistics = rules.statistics(batch.accepted());
    CheckedBatch checked = batch;
    if (!rules.isEmpty()) {
      Optional<Manifest> first = manifests.find(schema, batch.contentHash());
      if (first.isPresent()) {
        return first.get(); // content that was good is not refused for coming again
      }
      checked = batch.warned(
          rules.check(batch, statistics, now, count -> manifests.statistics(schema, count)));
    }
    Optional<Long> id = manifests.add(checked, statistics, now, author);
    if (id.isEmpty()) {
      return manifests.find(schema, batch.contentHash()).orElseThrow();
    }
    Rows rows = batch.accepted().build(id.get() << PLACE_BITS);
    if (rows.size() >= ROWS_OF_A_FILE) {
      files.add(schema, offline.write(rows));
    } else {
      recent.add(rows);
    }
    manifests.quarantine(id.get(), batch.rejected());
    serving.store(rows);
    written.add(rows);
    return checked.manifest(id.get(), now, author);
  }

  private static void afterCommit(Runnable work) {
    TransactionSynchronizationManager.registerSynchronization(new TransactionSynchronization() {
      @Override
      public void afterCommit() {
        work.run();
      }
    });
  }

  @Override
  public List<Manifest> manifests(String view, int limit) {
    definitions.catalog().batch(view);
    return manifests.newest(view, Math.min(limit, MOST_LISTED));
  }

  @Override
  public List<Quarantined> quarantine(String view, int limit) {
    definitions.catalog().batch(view);
    return manifests.quarantined(view, Math.min(limit, MOST_LISTED));
  }

  @Override
  public long compact() {
    return compaction.run();
  }
}
