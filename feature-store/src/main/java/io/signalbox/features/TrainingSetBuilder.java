package io.signalbox.features;

import com.google.common.util.concurrent.Striped;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.StringJoiner;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Lock;
import org.springframework.stereotype.Component;

/** Builds training sets, each once: the id is a hash over the definitions, the request and all content that it can see. */
@Component
class TrainingSetBuilder {

  /** Part of the hash: raise it when the same request would give other bytes. */
  private static final String FORMAT = "3";

  private static final int LOCKS = 16;

  /** How often who waits for another's set asks whether it is still wanted. */
  private static final Duration LOOK = Duration.ofMillis(200);

  private static final Path FOLDER = Path.of("training-sets");

  private final TrainingSets trainingSets;
  private final Manifests manifests;
  private final RowHistory history;
  private final OfflineStore offline;
  private final Clock clock;

  /** One at a time for a service: who asks the same second finds it stored. */
  private final Striped<Lock> locks = Striped.lock(LOCKS);

  TrainingSetBuilder(
      TrainingSets trainingSets,
      Manifests manifests,
      RowHistory history,
      OfflineStore offline,
      Clock clock) {
    this.trainingSets = trainingSets;
    this.manifests = manifests;
    this.history = history;
    this.offline = offline;
    this.clock = clock;
  }

  /** Over rows of a view. */
  TrainingSet build(
      Catalog.Service service, Spine spine, View.Batch view, JoinRule rule, Progress progress) {
    return build(AskedSet.ofView(service, spine, view, rule), progress);
  }

  /** Over rows that were handed in. */
  TrainingSet build(Catalog.Service service, GivenRows rows, JoinRule rule, Progress progress) {
    return build(AskedSet.ofGiven(service, rows.stored(), rows.spine(), rule), progress);
  }

  /** The one that {@link #build} would find, or refuse. */
  Optional<TrainingSet> stored(
      Catalog.Service service, Spine spine, View.Batch view, JoinRule rule) {
    return trainingSets.find(id(AskedSet.ofView(service, spine, view, rule)));
  }

  /** As the other, for rows that were handed in before and gave this spine; they are not read. */
  Optional<TrainingSet> stored(
      Catalog.Service service, RowSchema handedIn, Spine spine, JoinRule rule) {
    var stored = new StoredRows(handedIn, List.of(), new RowsBuilder(handedIn).build());
    return trainingSets.find(id(AskedSet.ofGiven(service, stored, spine, rule)));
  }

  private TrainingSet build(AskedSet asked, Progress progress) {
    Lock lock = locks.get(asked.service().face().name());
    try {
      do {
        progress.check();
      } while (!lock.tryLock(LOOK.toMillis(), TimeUnit.MILLISECONDS));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new Progress.Stopped();
    }
    try {
      return findOrBuild(asked, progress);
    } finally {
      lock.unlock();
    }
  }

  private TrainingSet findOrBuild(AskedSet asked, Progress progress) {
    TrainingSetId id = id(asked);
    Optional<TrainingSet> stored = trainingSets.find(id);
    if (stored.isPresent()) {
      return stored.get();
    }
    TrainingSet built = build(id, asked, progress);
    // Something that it can see was ingested meanwhile: what was read may be either.
    if (!id(asked).equals(id)) {
      offline.delete(file(id));
      return findOrBuild(asked, progress);
    }
    trainingSets.add(built);
    return built;
  }

  private TrainingSet build(TrainingSetId id, AskedSet asked, Progress progress) {
    OfflineStore.Built built = history.readAll(
        asked.histories(),
        stored -> offline.build(
            new TrainingQuery(
                asked.spine(),
                asked.handedIn().orElseGet(() -> require(stored, asked.rows())),
                asked.given(),
                asked.service().plan(),
                stored,
                asked.handedIn().isPresent(),
                asked.rule().knownAtCut(),
                quality(asked)),
            file(id),
            progress));
    FeatureService service = asked.service().face();
    return new TrainingSet(
        id,
        service.name(),
        service.version(),
        asked.spine(),
        built.rows(),
        asked.columns(),
        built.nulls(),
        clock.instant(),
        built.lookups(),
        asked.rule().knownAtCut(),
        built.quality());
  }

  private Optional<QualityQuery> quality(AskedSet asked) {
    Catalog.Service service = asked.service();
    return asked
        .rule()
        .leastTier()
        .map(least -> new QualityQuery(
            QualityMeasure.of(service.weights(), service.plan()),
            service.plan().selections().stream()
                .map(it -> manifests.contractTimeline(it.view().rows()))
                .toList(),
            least));
  }

  private static StoredRows require(Map<RowSchema, StoredRows> stored, RowSchema schema) {
    return Optional.ofNullable(stored.get(schema)).orElseThrow();
  }

  private TrainingSetId id(AskedSet asked) {
    Spine spine = asked.spine();
    Instant latest = spine.knownBy().isAfter(spine.until()) ? spine.knownBy() : spine.until();
    long visible = asked.rule().knownAtCut() ? Micros.of(latest) : Long.MAX_VALUE;
    var content = new StringJoiner("\n");
    content.add(FORMAT).add(asked.service().face().toString());
    content.add(asked.service().plan().toString()).add(spine.toString());
    content.add(asked.rule().knownAtCut() ? "cut" : "no cut").add(asked.rows().toString());
    for (RowSchema schema : asked.histories()) {
      content.add(schema.toString());
      content.add(manifests.hashOfContents(schema, visible));
    }
    quality(asked).ifPresent(it -> {
      content.add("quality " + it.least().word() + " " + it.measure().weights());
      it.contracts().forEach(view -> content.add(view.textUntil(Micros.of(latest))));
    });
    return new TrainingSetId(ContentHash.of(content.toString()));
  }

  Path path(TrainingSetId id) {
    return offline.absolute(file(id));
  }

  Optional<TrainingSet> find(TrainingSetId id) {
    return trainingSets.find(id);
  }

  Table read(TrainingSetId id, List<String> names) {
    TrainingSet set =
        find(id).orElseThrow(() -> new FeaturesException.NotFound("training set", id.hash()));
    List<Field> columns = new ArrayList<>();
    for (String name : names) {
      columns.add(set.columns().stream()
          .filter(it -> it.name().equals(name))
          .findFirst()
          .orElseThrow(() -> new FeaturesException.NotFound("column", name)));
    }
    return offline.read(file(id), columns);
  }

  private static Path file(TrainingSetId id) {
    return FOLDER.resolve(id.hash() + ".parquet");
  }
}
