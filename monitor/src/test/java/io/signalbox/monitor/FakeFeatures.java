package io.signalbox.monitor;

import io.signalbox.features.Applied;
import io.signalbox.features.Column;
import io.signalbox.features.Definition;
import io.signalbox.features.DefinitionVersion;
import io.signalbox.features.FeatureReference;
import io.signalbox.features.FeatureService;
import io.signalbox.features.Features;
import io.signalbox.features.Field;
import io.signalbox.features.OnlineFeatures;
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
public final class FakeFeatures implements Features {
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

  @Override
  public Optional<TrainingSet> trainingSet(TrainingSetId id) {
    if (!id.equals(SET)) {
      return Optional.empty();
    }
    Spine spine =
        new Spine("landings", "asked_at", "late", Instant.EPOCH, Instant.EPOCH, Instant.EPOCH);
    return Optional.of(new TrainingSet(
        SET, "flight_live", 1, spine, table.rows(), fields(), Map.of(), Instant.EPOCH));
  }

  @Override
  public Table read(TrainingSetId id, List<String> columns) {
    reads++;
    return new Table(table.rows(), columns.stream().map(table::column).toList());
  }

  @Override
  public Optional<FeatureService> service(String name, int version) {
    List<Field> features =
        fields().stream().filter(field -> field.type() != ValueType.TIMESTAMP).toList();
    return Optional.of(new FeatureService(name, version, List.of(), List.of(), features));
  }

  private List<Field> fields() {
    return table.columns().stream()
        .map(column -> new Field(column.name(), column.type(), true))
        .toList();
  }

  @Override
  public Optional<FeatureService> service(String name) {
    throw notAsked();
  }

  @Override
  public List<Applied> apply(List<Definition> definitions, String author) {
    throw notAsked();
  }

  @Override
  public List<DefinitionVersion> definitions(String kind) {
    throw notAsked();
  }

  @Override
  public TrainingSet trainingSet(String service, Spine spine) {
    throw notAsked();
  }

  @Override
  public Table online(FeatureService service, Instant at, Table inputs) {
    throw notAsked();
  }

  @Override
  public OnlineFeatures lookup(List<FeatureReference> features, Instant at, Table inputs) {
    throw notAsked();
  }

  @Override
  public OnlineFeatures lookup(FeatureService service, Instant at, Table inputs) {
    throw notAsked();
  }

  @Override
  public List<Field> keys(List<FeatureReference> features) {
    throw notAsked();
  }

  private static AssertionError notAsked() {
    return new AssertionError("the monitor asks for stored training sets only");
  }
}
