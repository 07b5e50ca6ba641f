package io.signalbox.features;

import static io.signalbox.features.Refusals.check;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import com.google.common.collect.Maps;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Service;

/** Batches are read and checked first; then one transaction writes what was accepted. */
@Service
class IngestionService implements Ingestion {

  private static final int MOST_LISTED = 1_000;
  private static final int MOST_SOURCE_CHARS = 500;

  private final Definitions definitions;
  private final Manifests manifests;
  private final QuarantinedRows quarantined;
  private final Compaction compaction;
  private final OnlineStore online;
  private final BatchWriter writer;
  private final Clock clock;
  private final Map<FileBatch.Format, RowReader> readers;

  IngestionService(
      Definitions definitions,
      Manifests manifests,
      QuarantinedRows quarantined,
      Compaction compaction,
      OnlineStore online,
      BatchWriter writer,
      Clock clock,
      List<RowReader> readers) {
    this.definitions = definitions;
    this.manifests = manifests;
    this.quarantined = quarantined;
    this.compaction = compaction;
    this.online = online;
    this.writer = writer;
    this.clock = clock;
    this.readers = ImmutableMap.copyOf(Maps.uniqueIndex(readers, RowReader::format));
  }

  @Override
  public List<Manifest> ingest(List<RowBatch> batches, String author) {
    List<CheckedBatch> checked = new ArrayList<>();
    for (RowBatch batch : batches) {
      checked.add(read(batch));
    }
    return writer.write(checked, author);
  }

  @Override
  public Manifest ingestWhole(RowBatch batch, String author) {
    return writer.write(ImmutableList.of(whole(batch)), author).getFirst();
  }

  @Override
  public Manifest ingestOffline(RowBatch batch, String author) {
    return writer.writeOffline(whole(batch), author);
  }

  private CheckedBatch whole(RowBatch batch) {
    CheckedBatch checked = read(batch);
    checked.rejected().stream().findFirst().ifPresent(first -> {
      throw new FeaturesException.ContractBroken("row %d: column %s: %s breaks %s"
          .formatted(first.row(), first.column(), first.value().orElse("nothing"), first.rule()));
    });
    return checked;
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
    ReadAhead.read(sink -> reader.read(batch.file(), sink), intake);
    CheckedBatch checked = intake.finish(batch.source(), ContentHash.of(batch.file()));
    return writer.write(ImmutableList.of(checked), author).getFirst();
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

  @Override
  public List<Manifest> manifests(String view, int limit) {
    definitions.catalog().batch(view);
    return manifests.newest(view, Math.min(limit, MOST_LISTED));
  }

  @Override
  public List<Quarantined> quarantine(String view, int limit) {
    definitions.catalog().batch(view);
    return quarantined.newest(view, Quarantine.Filter.ALL, Math.min(limit, MOST_LISTED));
  }

  @Override
  public long compact() {
    return compaction.run();
  }
}
