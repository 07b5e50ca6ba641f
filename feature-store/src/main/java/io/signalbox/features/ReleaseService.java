package io.signalbox.features;

import com.google.common.collect.ImmutableMap;
import com.google.common.collect.Maps;
import com.google.common.collect.Range;
import java.time.Clock;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.springframework.stereotype.Service;

/** Asks the contract in force about rows in quarantine once more, and writes what it accepts with a manifest of its own. */
@Service
class ReleaseService implements Quarantine {
  private static final int MOST_LISTED = 1_000;
  /** Of releases that meet another of the same rows. */
  private static final int ATTEMPTS = 3;

  private final Definitions definitions;
  private final QuarantinedRows rows;
  private final RowHistory history;
  private final OfflineStore offline;
  private final OnlineStore online;
  private final BatchWriter writer;
  private final Clock clock;
  private final Map<FileBatch.Format, RowReader> readers;

  ReleaseService(
      Definitions definitions,
      QuarantinedRows rows,
      RowHistory history,
      OfflineStore offline,
      OnlineStore online,
      BatchWriter writer,
      Clock clock,
      List<RowReader> readers) {
    this.definitions = definitions;
    this.rows = rows;
    this.history = history;
    this.offline = offline;
    this.online = online;
    this.writer = writer;
    this.clock = clock;
    this.readers = ImmutableMap.copyOf(Maps.uniqueIndex(readers, RowReader::format));
  }

  @Override
  public List<Quarantined> list(String view, Filter filter, int limit) {
    definitions.catalog().batch(view);
    return rows.newest(view, filter, Math.min(limit, MOST_LISTED));
  }

  @Override
  public List<String> columns(String view) {
    return Stream.concat(
            Stream.of(MANIFEST, ROW, RULE, COLUMN),
            definitions.catalog().batch(view).rows().fields().stream().map(Field::name))
        .toList();
  }

  @Override
  public void each(String view, Filter filter, Consumer<Quarantined> taker) {
    rows.each(definitions.catalog().batch(view).rows(), filter, taker);
  }

  @Override
  public Release release(String view, Filter filter, String author, String reason) {
    Reasons.check(reason);
    return repeatedly(() -> {
      View.Batch batch = definitions.catalog().batch(view);
      var tried = new RowsTried(intake(batch));
      List<QuarantinedRows.Held> held = rows.first(batch.rows(), filter, MOST_ROWS);
      tried.learn(earlier(batch, held.stream().map(QuarantinedRows.Held::id).toList(), tried));
      held.forEach(tried::add);
      return finish(batch, tried, 0, author, reason);
    });
  }

  @Override
  public Release release(FileBatch mended, String author, String reason) {
    Reasons.check(reason);
    RowReader reader = Optional.ofNullable(readers.get(mended.format())).orElseThrow();
    MendedRows sent = new MendedRows();
    reader.read(mended.file(), sent);
    return repeatedly(() -> {
      View.Batch batch = definitions.catalog().batch(mended.view());
      Map<QuarantinedRows.Id, Boolean> released = rows.areReleased(batch.rows(), sent.ids());
      var tried = new RowsTried(intake(batch));
      tried.learn(earlier(batch, sent.ids(), tried));
      long already = 0;
      for (MendedRows.Mended row : sent.rows()) {
        Boolean isReleased = released.get(row.id());
        if (isReleased == null) {
          throw new FeaturesException.NotFound(
              "row in quarantine of " + mended.view(),
              row.id().manifest() + "/" + row.id().row());
        } else if (isReleased) {
          already++;
        } else {
          tried.add(row);
        }
      }
      return finish(batch, tried, already, author, reason);
    });
  }

  private Intake intake(View.Batch view) {
    return new Intake(view, new KnownKeys(definitions.catalog(), online, clock.instant()));
  }

  /** What was accepted of the batches that these rows came with, where the contract compares rows of a batch. */
  private Optional<Rows> earlier(View.Batch view, List<QuarantinedRows.Id> ids, RowsTried tried) {
    if (ids.isEmpty() || !tried.comparesRows()) {
      return Optional.empty();
    }
    List<Long> batches = new ArrayList<>(
        new HashSet<>(ids.stream().map(QuarantinedRows.Id::manifest).toList()));
    List<Range<Long>> sequences = rows.sharing(batches).stream()
        .map(it -> Range.closedOpen(Manifests.firstSequence(it), Manifests.firstSequence(it + 1)))
        .toList();
    return Optional.of(history.read(view.rows(), stored -> offline.readBetween(stored, sequences)));
  }

  private interface Attempt {
    Optional<Release> make();
  }

  private static Release repeatedly(Attempt attempt) {
    for (int i = 0; i < ATTEMPTS; i++) {
      Optional<Release> done = attempt.make();
      if (done.isPresent()) {
        return done.get();
      }
    }
    throw new FeaturesException.InUse(
        "quarantine: others release the same rows (expected: one release at a time)");
  }

  /** Empty where another released some of the rows meanwhile, and so nothing was done. */
  private Optional<Release> finish(
      View.Batch view, RowsTried tried, long already, String author, String reason) {
    Optional<Manifest> manifest = Optional.empty();
    if (!tried.accepted().isEmpty()) {
      CheckedBatch batch = tried.finish("released: " + reason);
      try {
        manifest = writer.write(batch, author, id -> {
          if (rows.release(tried.accepted(), id) < tried.accepted().size()) {
            throw new Overtaken();
          }
        });
      } catch (Overtaken e) {
        return Optional.empty();
      }
      if (manifest.isEmpty()) {
        return Optional.empty();
      }
    }
    return Optional.of(new Release(manifest, tried.stillBroken(), already, rows.left(view.rows())));
  }

  private static final class Overtaken extends RuntimeException {
    private static final long serialVersionUID = 1L;
  }
}
