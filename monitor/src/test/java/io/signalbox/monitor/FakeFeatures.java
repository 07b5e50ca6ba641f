package io.signalbox.monitor;

import io.signalbox.features.Column;
import io.signalbox.features.FeatureService;
import io.signalbox.features.Features;
import io.signalbox.features.Field;
import io.signalbox.features.Spine;
import io.signalbox.features.Table;
import io.signalbox.features.TrainingSet;
import io.signalbox.features.TrainingSetId;
import io.signalbox.features.ValueType;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** One training set, whose table the test gives; its time column is {@code asked_at}. */
public final class FakeFeatures {
  public static final TrainingSetId SET = new TrainingSetId("ab".repeat(32));

  private Table table = new Table(0, List.of(new Column.Doubles("none", new double[0])));
  private int reads;

  public FakeFeatures trainingSet(Table given) {
    this.table = given;
    return this;
  }

  /** How often the stored set was read. */
  public int reads() {
    return reads;
  }

  public Optional<TrainingSet> trainingSet(TrainingSetId id) {
    if (!id.equals(SET)) {
      return Optional.empty();
    }
    Spine spine =
        new Spine("landings", "asked_at", "late", Instant.EPOCH, Instant.EPOCH, Instant.EPOCH);
    return Optional.of(new TrainingSet(
        SET,
        "flight_live",
        1,
        spine,
        table.rows(),
        fields(),
        Map.of(),
        Instant.EPOCH,
        List.of(),
        true,
        Optional.empty()));
  }

  public Table read(TrainingSetId id, List<String> columns) {
    reads++;
    return new Table(table.rows(), columns.stream().map(table::column).toList());
  }

  public Optional<FeatureService> service(String name, int version) {
    List<Field> features =
        fields().stream().filter(field -> field.type() != ValueType.TIMESTAMP).toList();
    return Optional.of(new FeatureService(name, version, List.of(), List.of(), features));
  }

  public Optional<FeatureService> service(String name) {
    return service(name, 1);
  }

  private List<Field> fields() {
    return table.columns().stream()
        .map(column -> new Field(column.name(), column.type(), true))
        .toList();
  }

  public Features face() {
    return Partly.of(Features.class, this);
  }
}
