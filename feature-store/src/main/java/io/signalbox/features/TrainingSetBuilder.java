package io.signalbox.features;

import static io.signalbox.features.Refusals.check;

import com.google.common.collect.ImmutableList;
import com.google.common.util.concurrent.Striped;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
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
    return build(ofView(service, spine, view, rule), progress);
  }

  /** Over rows that were handed in. */
  TrainingSet build(Catalog.Service service, GivenRows rows, JoinRule rule, Progress progress) {
    return build(ofGiven(service, rows.stored(), rows.spine(), rule), progress);
  }

  /** The one that {@link #build} would find, or refuse. */
  Optional<TrainingSet> stored(
      Catalog.Service service, Spine spine, View.Batch view, JoinRule rule) {
    return trainingSets.find(id(ofView(service, spine, view, rule)));
  }

  /** As the other, for rows that were handed in before and gave this spine; they are not read. */
  Optional<TrainingSet> stored(
      Catalog.Service service, RowSchema handedIn, Spine spine, JoinRule rule) {
    var stored = new StoredRows(handedIn, List.of(), new RowsBuilder(handedIn).build());
    return trainingSets.find(id(ofGiven(service, stored, spine, rule)));
  }

  private static Request ofGiven(
      Catalog.Service service, StoredRows stored, Spine spine, JoinRule rule) {
    Field time = stored.schema().find(spine.time()).orElseThrow();
    Field label = stored.schema().find(spine.label()).orElseThrow();
    List<Field> given = given(service.face(), stored.schema(), time);
    var request =
        new Request(service, spine, stored.schema(), given, label, Optional.of(stored), rule);
    checkScored(request);
    return request;
  }

  private Request ofView(Catalog.Service service, Spine spine, View.Batch view, JoinRule rule) {
    Field time = column(view.rows(), spine.time());
    check(
        time.type() == ValueType.TIMESTAMP,
        "spine time %s: %s (expected: a timestamp)",
        time.name(),
        time.type());
    checkYear("from", spine.from());
    checkYear("until", spine.until());
    checkYear("known_by", spine.knownBy());
    check(
        spine.from().isBefore(spine.until()),
        "spine: from %s until %s (expected: from before until)",
        spine.from(),
        spine.until());
    Field label = column(view.rows(), spine.label());
    List<Field> given = given(service.face(), view.rows(), time);
    Set<String> taken = new HashSet<>(given.stream().map(Field::name).toList());
    service.plan().features().forEach(feature -> taken.add(feature.name()));
    check(
        !taken.contains(label.name()),
        "label: %s (expected: a column that is no key, time, input or feature)",
        label.name());
    var request = new Request(service, spine, view.rows(), given, label, Optional.empty(), rule);
    checkScored(request);
    return request;
  }

  /** The columns that scores take may not be somebody's own. */
  private static void checkScored(Request request) {
    Set<String> names = new HashSet<>();
    for (Field column : request.columns()) {
      check(
          names.add(column.name()) || request.rule().leastTier().isEmpty(),
          "column %s: is there already (expected: none of this name where rows are scored)",
          column.name());
    }
  }

  private TrainingSet build(Request request, Progress progress) {
    Lock lock = locks.get(request.service().face().name());
    try {
      do {
        progress.check();
      } while (!lock.tryLock(LOOK.toMillis(), TimeUnit.MILLISECONDS));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new Progress.Stopped();
    }
    try {
      return findOrBuild(request, progress);
    } finally {
      lock.unlock();
    }
  }

  /** What a timestamp column can hold; further out PostgreSQL, DuckDB and a long of microseconds disagree. */
  private static void checkYear(String field, Instant moment) {
    check(
        CellReader.holds(moment),
        "spine %s: %s (expected: a moment of the years 1 to 9999)",
        field,
        moment);
  }

  /** @param handedIn the spine's rows, where they are of no view */
  private record Request(
      Catalog.Service service,
      Spine spine,
      RowSchema rows,
      List<Field> given,
      Field label,
      Optional<StoredRows> handedIn,
      JoinRule rule) {

    Set<RowSchema> histories() {
      var histories = new LinkedHashSet<RowSchema>();
      if (handedIn.isEmpty()) {
        histories.add(rows);
      }
      service.plan().selections().forEach(it -> histories.add(it.view().rows()));
      return histories;
    }

    List<Field> columns() {
      return ImmutableList.<Field>builder()
          .addAll(given)
          .addAll(service.plan().features())
          .add(label)
          .addAll(rule.leastTier().isPresent() ? QualityQuery.fields() : List.of())
          .build();
    }
  }

  private TrainingSet findOrBuild(Request request, Progress progress) {
    TrainingSetId id = id(request);
    Optional<TrainingSet> stored = trainingSets.find(id);
    if (stored.isPresent()) {
      return stored.get();
    }
    TrainingSet built = build(id, request, progress);
    // Something that it can see was ingested meanwhile: what was read may be either.
    if (!id(request).equals(id)) {
      offline.delete(file(id));
      return findOrBuild(request, progress);
    }
    trainingSets.add(built);
    return built;
  }

  private TrainingSet build(TrainingSetId id, Request request, Progress progress) {
    OfflineStore.Built built = history.readAll(
        request.histories(),
        stored -> offline.build(
            new TrainingQuery(
                request.spine(),
                request.handedIn().orElseGet(() -> require(stored, request.rows())),
                request.given(),
                request.service().plan(),
                stored,
                request.handedIn().isPresent(),
                request.rule().knownAtCut(),
                quality(request)),
            file(id),
            progress));
    FeatureService service = request.service().face();
    return new TrainingSet(
        id,
        service.name(),
        service.version(),
        request.spine(),
        built.rows(),
        request.columns(),
        built.nulls(),
        clock.instant(),
        built.lookups(),
        request.rule().knownAtCut(),
        built.quality());
  }

  private Optional<QualityQuery> quality(Request request) {
    Catalog.Service service = request.service();
    return request
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

  private TrainingSetId id(Request request) {
    Spine spine = request.spine();
    Instant latest = spine.knownBy().isAfter(spine.until()) ? spine.knownBy() : spine.until();
    long visible = request.rule().knownAtCut() ? Micros.of(latest) : Long.MAX_VALUE;
    var content = new StringJoiner("\n");
    content.add(FORMAT).add(request.service().face().toString());
    content.add(request.service().plan().toString()).add(spine.toString());
    content
        .add(request.rule().knownAtCut() ? "cut" : "no cut")
        .add(request.rows().toString());
    for (RowSchema schema : request.histories()) {
      content.add(schema.toString());
      content.add(manifests.hashOfContents(schema, visible));
    }
    quality(request).ifPresent(it -> {
      content.add("quality " + it.least().word() + " " + it.measure().weights());
      it.contracts().forEach(view -> content.add(view.textUntil(Micros.of(latest))));
    });
    return new TrainingSetId(ContentHash.of(content.toString()));
  }

  /** What the spine gives: keys, the time, request inputs; each once. */
  private static List<Field> given(FeatureService service, RowSchema rows, Field time) {
    Map<String, Field> given = new LinkedHashMap<>();
    service.keys().forEach(key -> given.put(key.name(), typed(rows, key)));
    given.putIfAbsent(time.name(), time);
    service.requestInputs().forEach(input -> given.putIfAbsent(input.name(), typed(rows, input)));
    return ImmutableList.copyOf(given.values());
  }

  private static Field typed(RowSchema rows, Field wanted) {
    Field found = column(rows, wanted.name());
    check(
        found.type() == wanted.type(),
        "column %s of view %s: %s (expected: %s)",
        found.name(),
        rows.view(),
        found.type(),
        wanted.type());
    return found;
  }

  private static Field column(RowSchema rows, String name) {
    return rows.find(name)
        .orElseThrow(() -> new FeaturesException.NotFound("column", rows.view() + "." + name));
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
