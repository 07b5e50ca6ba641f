package io.signalbox.router.journal;

import com.google.common.primitives.ImmutableIntArray;
import io.signalbox.features.Column;
import io.signalbox.features.Field;
import io.signalbox.features.ValueType;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/** Predictions and outcomes of an endpoint {@code delays}. */
final class Records {

  static final Instant NOON = Instant.parse("2013-04-15T12:00:00Z");

  static final FeatureLayout LAYOUT = FeatureLayout.of(
      Optional.of("flight_live"),
      1,
      List.of(
          new Field("wind", ValueType.FLOAT64, true),
          new Field("distance", ValueType.INT64, true),
          new Field("carrier", ValueType.STRING, true)));

  private Records() {}

  static PredictionIds idsAt(Instant at) {
    return new PredictionIds(Clock.fixed(at, ZoneOffset.UTC));
  }

  static PredictionRecord prediction(UUID id) {
    return prediction(id, Optional.of("N14228"), features(7.5, 1400L, "UA"));
  }

  static PredictionRecord prediction(UUID id, Optional<String> unit, List<Column> features) {
    return new PredictionRecord(
        id,
        "delays",
        unit,
        3,
        1,
        0.25,
        ImmutableIntArray.of(2, 4),
        new double[] {0.5, Double.NaN},
        LAYOUT,
        features,
        0,
        Optional.of("request-1"));
  }

  static List<Column> features(double wind, Long distance, String carrier) {
    BitSet missing = new BitSet();
    missing.set(0, distance == null);
    return List.of(
        new Column.Doubles("wind", new double[] {wind}),
        new Column.Longs(
            "distance", ValueType.INT64, new long[] {distance == null ? 0 : distance}, missing),
        new Column.Texts("carrier", Arrays.asList(carrier)));
  }

  static OutcomeRecord outcome(UUID id, double value, Instant reportedAt) {
    return new OutcomeRecord(id, value, Optional.empty(), reportedAt, Optional.empty());
  }
}
