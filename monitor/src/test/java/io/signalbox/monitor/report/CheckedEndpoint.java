package io.signalbox.monitor.report;

import io.signalbox.features.Column;
import io.signalbox.features.Table;
import io.signalbox.features.ValueType;
import io.signalbox.monitor.CheckDefinition;
import io.signalbox.monitor.Checker.Result;
import io.signalbox.monitor.FakeFeatures;
import io.signalbox.monitor.FakePredictions;
import io.signalbox.monitor.FakeRegistry;
import io.signalbox.monitor.FakeRouter;
import io.signalbox.router.Scoring;
import java.time.Instant;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Map;
import java.util.Random;

/** An endpoint whose version 2 is in Production, with its training set, and the checker under test. */
abstract class CheckedEndpoint {
  static final Instant TRAINED_FROM = Instant.parse("2013-01-01T00:00:00Z");
  static final Instant NOW = Instant.parse("2013-07-01T00:00:00Z");
  static final int A_DAY = 100;
  static final long SEED = 20130701;

  final FakeRouter router = new FakeRouter().production(2).table(NOW, 2, 10_000, 1, List.of());
  final FakeRegistry registry = new FakeRegistry();
  final FakePredictions predictions = new FakePredictions();
  final FakeFeatures features = new FakeFeatures().trainingSet(nineWeeks());
  final Scoring scoring = (version, table) -> {
    double[] scores = new double[table.rows()];
    for (int row = 0; row < scores.length; row++) {
      scores[row] = score(table.column("wind").numberAt(row));
    }
    return scores;
  };

  Result check(CheckDefinition definition) {
    return checkWith(
        definition, Map.of("signalbox.training_set", FakeFeatures.SET.hash()), Map.of());
  }

  Result checkWith(
      CheckDefinition definition, Map<String, String> tags, Map<String, Double> metrics) {
    FakeRegistry own = new FakeRegistry().version(2, tags, metrics);
    return checker(router, own).check(definition, NOW);
  }

  void registerVersion(Map<String, Double> metrics) {
    registry.version(2, Map.of("signalbox.training_set", FakeFeatures.SET.hash()), metrics);
  }

  EndpointChecker checker(FakeRouter own) {
    FakeRegistry tagged = registry;
    if (tagged.versions(FakeRouter.MODEL).isEmpty()) {
      registerVersion(Map.of());
    }
    return checker(own, tagged);
  }

  EndpointChecker checker(FakeRouter own, FakeRegistry versions) {
    TrainingSets sets = new TrainingSets(features.face());
    Baselines baselines = new Baselines(features.face());
    return new EndpointChecker(
        own.face(),
        versions.registry(),
        new DataDriftCheck(predictions, sets, baselines),
        new PredictionDriftCheck(predictions, features.face(), scoring, sets, baselines),
        new PerformanceCheck(predictions, versions.tracking()));
  }

  /** A model that takes the mean for a missing wind. */
  static double score(double wind) {
    return 1 / (1 + Math.exp(1 - (Double.isNaN(wind) ? 10 : wind) / 10));
  }

  /** Nine weeks of a hundred rows a day: a wind of 10 +- 5, a tenth of it missing, and three carriers. */
  static Table nineWeeks() {
    Random random = new Random(SEED);
    int rows = 63 * A_DAY;
    long[] times = new long[rows];
    double[] wind = new double[rows];
    List<String> carriers = new ArrayList<>();
    for (int row = 0; row < rows; row++) {
      times[row] = TRAINED_FROM.getEpochSecond() * 1_000_000 + row / A_DAY * 86_400_000_000L;
      wind[row] = random.nextInt(10) == 0 ? Double.NaN : 10 + 5 * random.nextGaussian();
      carriers.add(List.of("UA", "B6", "EV").get(random.nextInt(3)));
    }
    return new Table(
        rows,
        List.of(
            new Column.Longs("asked_at", ValueType.TIMESTAMP, times, new BitSet()),
            new Column.Doubles("wind", wind),
            new Column.Texts("carrier", carriers)));
  }
}
