package io.signalbox.features;

import static io.signalbox.features.Refusals.check;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Transactional;

/** Definitions, training sets and online reads, over the stores. */
@Service
class FeaturesService implements Features {

  private final Definitions definitions;
  private final Serving serving;
  private final OnlineStore online;
  private final TrainingSetBuilder trainingSets;
  private final SqlSources.Check sources;

  FeaturesService(
      Definitions definitions,
      Serving serving,
      OnlineStore online,
      TrainingSetBuilder trainingSets,
      SqlSources.Check sources) {
    this.definitions = definitions;
    this.serving = serving;
    this.online = online;
    this.trainingSets = trainingSets;
    this.sources = sources;
  }

  @Override
  @Transactional
  public List<Applied> apply(List<Definition> applied, String author) {
    List<Applied> made = definitions.apply(applied, author, serving::keepAll);
    for (int i = 0; i < made.size(); i++) {
      if (made.get(i).changed() && applied.get(i) instanceof SqlSourceDefinition source) {
        sources.check(source, definitions.catalog().batch(source.view()).rows());
      }
    }
    return made;
  }

  @Override
  public List<DefinitionVersion> definitions(String kind) {
    return definitions.catalog().inForce(kind);
  }

  @Override
  public Optional<FeatureService> service(String name) {
    return definitions.catalog().service(name).map(Catalog.Service::face);
  }

  @Override
  public Optional<FeatureService> service(String name, int version) {
    return definitions.catalog().service(name, version).map(Catalog.Service::face);
  }

  @Override
  public TrainingSet trainingSet(String service, Spine spine, Progress progress) {
    Catalog catalog = definitions.catalog();
    Catalog.Service found = catalog
        .serviceOf(service)
        .orElseThrow(() -> new FeaturesException.NotFound("feature service", service));
    return trainingSets.build(found, spine, catalog.batch(spine.view()), JoinRule.USUAL, progress);
  }

  @Override
  public Optional<TrainingSet> trainingSet(TrainingSetId id) {
    return trainingSets.find(id);
  }

  @Override
  public Table read(TrainingSetId id, List<String> columns) {
    return trainingSets.read(id, columns);
  }

  @Override
  public Table online(FeatureService service, Instant at, Table inputs) {
    OnlineFeatures features = lookup(service, at, inputs);
    List<Column> columns = new ArrayList<>();
    for (Field input : service.requestInputs()) {
      columns.add(input(inputs, input));
    }
    columns.addAll(features.features());
    return Table.ofDistinct(inputs.rows(), columns);
  }

  @Override
  public OnlineFeatures lookup(FeatureService service, Instant at, Table inputs) {
    ReadPlan plan = definitions
        .catalog()
        .service(service.name(), service.version())
        .orElseThrow(() -> new FeaturesException.NotFound("feature service", service.name()))
        .plan();
    service.keys().forEach(key -> input(inputs, key));
    service.requestInputs().forEach(input -> checkUsed(plan, input, inputs));
    return read(plan, at, inputs);
  }

  @Override
  public Optional<RowSchema> rows(String view) {
    return definitions.catalog().view(view).filter(View.Batch.class::isInstance).map(View::rows);
  }

  @Override
  public List<String> served() {
    return serving.served();
  }

  @Override
  public void refresh(List<String> views) {
    serving.refresh(views);
  }

  @Override
  public List<Field> keys(List<FeatureReference> features) {
    return ReadPlans.keys(
        ReadPlans.of(features, definitions.catalog().requestViews().latest()));
  }

  @Override
  public List<Field> requestInputs(List<FeatureReference> features) {
    return definitions.catalog().requestViews().inputs(features);
  }

  @Override
  public OnlineFeatures lookup(List<FeatureReference> features, Instant at, Table inputs) {
    Catalog catalog = definitions.catalog();
    ReadPlan plan = ReadPlans.of(features, catalog.requestViews().latest());
    Resolver.checkOnline(plan, "features");
    ReadPlans.keys(plan).forEach(key -> input(inputs, key));
    catalog.requestViews().inputs(features).forEach(input -> input(inputs, input));
    return read(plan, at, inputs);
  }

  private static void checkUsed(ReadPlan plan, Field input, Table inputs) {
    boolean used = plan.computations().stream()
        .anyMatch(it -> it.variables().containsValue(new Computation.Source.Input(input.name())));
    if (used) {
      input(inputs, input);
    }
  }

  private OnlineFeatures read(ReadPlan plan, Instant at, Table inputs) {
    return OnlineAnswers.read(online, plan, at, inputs);
  }

  private static Column input(Table inputs, Field field) {
    Column column = inputs
        .find(field.name())
        .orElseThrow(() -> new FeaturesException.Invalid(
            "input %s: missing (expected: %s)".formatted(field.name(), field.type())));
    check(
        column.type() == field.type(),
        "input %s: %s (expected: %s)",
        field.name(),
        column.type(),
        field.type());
    return column;
  }
}
