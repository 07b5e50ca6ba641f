package io.signalbox.features;

import com.google.common.collect.ImmutableMap;
import com.google.common.collect.Maps;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.springframework.context.SmartLifecycle;
import org.springframework.stereotype.Service;
import org.springframework.transaction.support.TransactionTemplate;

/** Queues training sets, finds what was asked for before, and builds what a job says. */
@Service
class TrainingSetJobService implements TrainingSetJobs, SmartLifecycle {
  private static final int MOST_WAITING = 1_000;
  private static final int MOST_KEPT = 1_000;
  private static final int MOST_LISTED = 1_000;

  private final Definitions definitions;
  private final TrainingSetBuilder builder;
  private final TrainingSetJobRows rows;
  private final SpineFiles files;
  private final TransactionTemplate transaction;
  private final Clock clock;
  private final TrainingSetWorker worker;
  private final Map<FileBatch.Format, RowReader> readers;

  TrainingSetJobService(
      Definitions definitions,
      TrainingSetBuilder builder,
      TrainingSetJobRows rows,
      SpineFiles files,
      TransactionTemplate transaction,
      DataSource dataSource,
      Clock clock,
      List<RowReader> readers) {
    this.definitions = definitions;
    this.builder = builder;
    this.rows = rows;
    this.files = files;
    this.transaction = transaction;
    this.clock = clock;
    this.worker = new TrainingSetWorker(dataSource, rows, clock, new TrainingSetWorker.Work() {
      @Override
      public TrainingSet of(TrainingSetRequest request, Progress progress) {
        return build(request, progress);
      }

      @Override
      public void done(TrainingSetRequest request) {
        forgetUnread(request);
      }
    });
    this.readers = ImmutableMap.copyOf(Maps.uniqueIndex(readers, RowReader::format));
  }

  @Override
  public TrainingSetJob submit(TrainingSetRequest asked, String author) {
    try {
      return submitted(asked, author);
    } finally {
      forgetUnread(asked); // where it was refused, or was done already
    }
  }

  private TrainingSetJob submitted(TrainingSetRequest asked, String author) {
    Catalog.Service service = service(asked.service());
    String pinned = service.face().name() + "@" + service.face().version();
    var request =
        new TrainingSetRequest(pinned, asked.spine(), asked.knownAtCut(), asked.leastTier());
    Optional<TrainingSet> stored = stored(service, request);
    TrainingSetJob job = transaction.execute(status -> {
      rows.lock();
      Optional<TrainingSetJob> same = rows.same(request, stored.map(TrainingSet::id));
      if (same.isPresent()) {
        return same.get();
      }
      if (rows.waiting() >= MOST_WAITING) {
        throw new FeaturesException.InUse(
            "training sets: %d wait (expected: fewer; come again)".formatted(MOST_WAITING));
      }
      if (request.spine() instanceof TrainingSetRequest.OfFile file && !files.has(file.hash())) {
        throw new FeaturesException.InUse("spine: its file went meanwhile (expected: sent again)");
      }
      UUID id = UUID.randomUUID();
      rows.add(id, request, author, clock.instant());
      stored.ifPresent(set -> rows.done(id, set.id(), clock.instant()));
      rows.prune(MOST_KEPT).forEach(this::forgetUnread);
      return job(id);
    });
    worker.wake();
    return job;
  }

  /** Refuses what cannot be built. A file is read only when its job runs. */
  private Optional<TrainingSet> stored(Catalog.Service service, TrainingSetRequest request) {
    return switch (request.spine()) {
      case TrainingSetRequest.OfView view ->
        builder.stored(
            service,
            view.spine(),
            definitions.catalog().batch(view.spine().view()),
            JoinRule.of(request));
      case TrainingSetRequest.OfFile file -> {
        RowSchema schema = GivenRows.schema(service.face(), file.columns(), content(file));
        yield rows.lastMade(request)
            .flatMap(builder::find)
            .flatMap(set -> builder.stored(service, schema, set.spine(), JoinRule.of(request)));
      }
    };
  }

  private static String content(TrainingSetRequest.OfFile file) {
    return ContentHash.of(
        String.join("\n", file.hash(), file.format().name(), file.columns().toString()));
  }

  /** Deletes the file of a request that no job reads. */
  private void forgetUnread(TrainingSetRequest request) {
    if (request.spine() instanceof TrainingSetRequest.OfFile file) {
      transaction.executeWithoutResult(status -> {
        rows.lock();
        forgetUnread(file.hash());
      });
    }
  }

  private void forgetUnread(String hash) {
    if (!hash.isEmpty() && !rows.reads(hash)) {
      files.forget(hash);
    }
  }

  private Catalog.Service service(String name) {
    return definitions
        .catalog()
        .serviceOf(name)
        .orElseThrow(() -> new FeaturesException.NotFound("feature service", name));
  }

  private GivenRows read(Catalog.Service service, TrainingSetRequest.OfFile file) {
    RowReader reader = Optional.ofNullable(readers.get(file.format())).orElseThrow();
    var given = new GivenRows(
        GivenRows.schema(service.face(), file.columns(), content(file)), file.columns());
    reader.read(files.of(file.hash()), given);
    return given;
  }

  /** What a job does. */
  private TrainingSet build(TrainingSetRequest request, Progress progress) {
    Catalog.Service service = service(request.service());
    return switch (request.spine()) {
      case TrainingSetRequest.OfView view ->
        builder.build(
            service,
            view.spine(),
            definitions.catalog().batch(view.spine().view()),
            JoinRule.of(request),
            progress);
      case TrainingSetRequest.OfFile file ->
        builder.build(service, read(service, file), JoinRule.of(request), progress);
    };
  }

  @Override
  public TrainingSet build(String name, Table table, GivenColumns columns) {
    Catalog.Service service = service(name);
    var given =
        new GivenRows(GivenRows.schema(service.face(), columns, ContentHash.of(table)), columns);
    given.columns(table.columns().stream().map(Column::name).toList(), false);
    @Nullable Object[] cells = new @Nullable Object[table.columns().size()];
    for (int row = 0; row < table.rows(); row++) {
      for (int i = 0; i < cells.length; i++) {
        cells[i] = TableCells.cell(table.columns().get(i), row);
      }
      given.row(cells);
    }
    return builder.build(service, given, JoinRule.USUAL, Progress.NONE);
  }

  @Override
  public Path file(TrainingSetId id) {
    return builder.path(id);
  }

  @Override
  public String keep(Path file) {
    return files.keep(file);
  }

  @Override
  public String keepAllowed(String path) {
    return files.keepAllowed(path);
  }

  @Override
  public TrainingSetJob job(UUID id) {
    return rows.find(id)
        .orElseThrow(() -> new FeaturesException.NotFound("training set job", id.toString()));
  }

  @Override
  public List<TrainingSetJob> jobs(int limit) {
    return rows.newest(Math.min(limit, MOST_LISTED));
  }

  @Override
  public TrainingSetJob cancel(UUID id) {
    job(id);
    rows.cancel(id, clock.instant());
    return job(id);
  }

  @Override
  public TrainingSetJob retry(UUID id) {
    job(id);
    rows.retry(id);
    worker.wake();
    return job(id);
  }

  @Override
  public void start() {
    worker.start();
  }

  @Override
  public void stop() {
    worker.stop();
  }

  @Override
  public boolean isRunning() {
    return worker.isRunning();
  }
}
