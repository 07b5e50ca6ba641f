package io.signalbox.trainer;

import com.google.common.collect.ImmutableList;
import io.signalbox.features.Column;
import io.signalbox.features.FeatureService;
import io.signalbox.features.Features;
import io.signalbox.features.Field;
import io.signalbox.features.Progress;
import io.signalbox.features.Spine;
import io.signalbox.features.Table;
import io.signalbox.features.TrainingSet;
import io.signalbox.trainer.algorithm.UnfitData;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** A training set in memory, divided in time: nothing that is held out is older than anything that is fitted. */
final class TrainingRows {
  private final TrainingSet set;
  private final Table features;
  private final double[] labels;
  private final Instant cut;
  private final Instant firstFitted;
  private final int[] fitted;
  private final int[] heldOut;

  private TrainingRows(
      TrainingSet set, Table features, double[] labels, Instant cut, Column.Longs times) {
    this.set = set;
    this.features = features;
    this.labels = labels;
    this.cut = cut;
    long cutMicros = ChronoUnit.MICROS.between(Instant.EPOCH, cut);
    int[] labelled = IntStream.range(0, labels.length)
        .filter(row -> !Double.isNaN(labels[row]))
        .toArray();
    this.fitted =
        IntStream.of(labelled).filter(row -> times.at(row) < cutMicros).toArray();
    long first = IntStream.of(fitted).mapToLong(times::at).min().orElse(cutMicros);
    this.firstFitted = Instant.EPOCH.plus(first, ChronoUnit.MICROS);
    this.heldOut =
        IntStream.of(labelled).filter(row -> times.at(row) >= cutMicros).toArray();
  }

  /**
   * Builds the set for a run's moment.
   *
   * @throws UnfitData if there are fewer rows than the plan asks for, or nothing is held out though it should be
   */
  static TrainingRows build(Features store, TrainingPlan plan, TrainingRun run, Progress progress) {
    Duration holdout = run.holdout().or(plan::holdout).orElse(Duration.ZERO);
    Instant until = plan.spine().endBefore(run.moment());
    Instant cut = holdout.isZero() ? until : run.moment().minus(holdout);
    TrainingRows rows = read(
        store,
        plan,
        plan.featureService(),
        new Window(firstMoment(plan, run), cut, until, run.moment()),
        progress);
    if (rows.fitted.length < plan.rowsNeeded()) {
      throw new UnfitData("training rows: %d with a label from %s until %s (expected: at least %d)"
          .formatted(rows.fitted.length, firstMoment(plan, run), cut, plan.rowsNeeded()));
    }
    if (!holdout.isZero() && rows.heldOut.length == 0) {
      throw new UnfitData("held out rows: none with a label from %s until %s (expected: at least 1)"
          .formatted(cut, until));
    }
    return rows;
  }

  /** The rows that these hold out, with what another service, {@code name@version}, looks up for them. */
  TrainingRows heldOutAs(Features store, TrainingPlan plan, String service, Progress progress) {
    Spine spine = set.spine();
    return read(
        store, plan, service, new Window(cut, cut, spine.until(), spine.knownBy()), progress);
  }

  TrainingSet set() {
    return set;
  }

  /** The columns that the model reads, in the service's order. */
  Table features() {
    return features;
  }

  /** Fitted rows are before it, held out ones not. */
  Instant cut() {
    return cut;
  }

  /** The moment of the earliest fitted row. */
  Instant firstFitted() {
    return firstFitted;
  }

  /** Labelled rows before the cut. */
  int[] fitted() {
    return fitted;
  }

  /** Labelled rows from the cut on. */
  int[] heldOut() {
    return heldOut;
  }

  String service() {
    return set.service() + "@" + set.serviceVersion();
  }

  double[] labels(int[] rows) {
    return IntStream.of(rows).mapToDouble(row -> labels[row]).toArray();
  }

  private record Window(Instant from, Instant cut, Instant until, Instant knownBy) {}

  private static Instant firstMoment(TrainingPlan plan, TrainingRun run) {
    return plan.spine().firstMoment(run.moment());
  }

  private static TrainingRows read(
      Features store, TrainingPlan plan, String service, Window window, Progress progress) {
    TrainingPlan.Rows wanted = plan.spine();
    var spine = new Spine(
        wanted.view(),
        wanted.time(),
        wanted.label(),
        window.from(),
        window.until(),
        window.knownBy());
    TrainingSet set = store.trainingSet(service, spine, progress);
    List<String> names = names(store, set);
    List<String> all = ImmutableList.<String>builder()
        .addAll(names)
        .add(wanted.time(), wanted.label())
        .build();
    Table table = store.read(set.id(), all.stream().distinct().toList());
    var features = new Table(table.rows(), names.stream().map(table::column).toList());
    double[] labels = numbers(table.column(wanted.label()));
    var times = (Column.Longs) table.column(wanted.time());
    return new TrainingRows(set, features, labels, window.cut(), times);
  }

  private static List<String> names(Features store, TrainingSet set) {
    FeatureService service = store.service(set.service(), set.serviceVersion()).orElseThrow();
    return Stream.concat(service.requestInputs().stream(), service.features().stream())
        .map(Field::name)
        .toList();
  }

  private static double[] numbers(Column label) {
    if (label instanceof Column.Texts) {
      throw new UnfitData(
          "label %s: a text (expected: 0 and 1, or a bool)".formatted(label.name()));
    }
    return IntStream.range(0, label.size()).mapToDouble(label::numberAt).toArray();
  }
}
