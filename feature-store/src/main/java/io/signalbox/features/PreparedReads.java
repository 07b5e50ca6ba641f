package io.signalbox.features;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import org.springframework.stereotype.Component;

/** Keeps prepared questions beside the catalog that they were prepared with. */
@Component
class PreparedReads implements OnlineReads {

  /** Callers ask few different questions; who asks ever new ones gets them prepared anew. */
  private static final int MOST_KEPT = 1_000;

  private final Definitions definitions;
  private final Features features;
  private final OnlineStore online;
  private final QualityReads quality;
  private volatile Kept kept;

  private record Kept(Catalog catalog, Map<Object, Prepared> questions) {
    static Kept nothing(Catalog catalog) {
      return new Kept(catalog, new ConcurrentHashMap<>());
    }
  }

  PreparedReads(
      Definitions definitions, Features features, OnlineStore online, QualityReads quality) {
    this.definitions = definitions;
    this.features = features;
    this.online = online;
    this.quality = quality;
    this.kept = Kept.nothing(definitions.catalog());
  }

  private Map<Object, Prepared> questions(Catalog catalog) {
    Kept now = kept;
    if (now.catalog() != catalog || now.questions().size() > MOST_KEPT) {
      now = Kept.nothing(catalog);
      kept = now;
    }
    return now.questions();
  }

  @Override
  public Prepared features(List<String> texts, Function<String, FeatureReference> reading) {
    Catalog catalog = definitions.catalog();
    Map<Object, Prepared> questions = questions(catalog);
    Prepared known = questions.get(texts);
    if (known != null) {
      return known;
    }
    List<FeatureReference> references = texts.stream().map(reading).toList();
    ReadPlan plan = ReadPlans.of(references, catalog.requestViews().latest());
    Resolver.checkOnline(plan, "features");
    var prepared = new Prepared(
        references,
        ReadPlans.keys(plan),
        catalog.requestViews().inputs(references),
        (moment, inputs) -> OnlineAnswers.read(online, plan, moment, inputs),
        rating(QualityWeights.USUAL, plan));
    questions.put(List.copyOf(texts), prepared);
    return prepared;
  }

  @Override
  public Optional<Prepared> service(String name) {
    Catalog catalog = definitions.catalog();
    Map<Object, Prepared> questions = questions(catalog);
    Prepared known = questions.get(name);
    if (known != null) {
      return Optional.of(known);
    }
    return catalog.service(name).map(service -> {
      FeatureService face = service.face();
      FeatureServiceDefinition definition = catalog
          .latest("FeatureService", name)
          .map(it -> (FeatureServiceDefinition) it.applied().definition())
          .orElseThrow();
      var prepared = new Prepared(
          definition.features(),
          face.keys(),
          face.requestInputs(),
          (moment, inputs) -> features.lookup(face, moment, inputs),
          rating(service.weights(), service.plan()));
      questions.put(name, prepared);
      return prepared;
    });
  }

  private Rating rating(QualityWeights weights, ReadPlan plan) {
    QualityMeasure measure = QualityMeasure.of(weights, plan);
    return (moment, inputs) -> quality.read(plan, measure, moment, inputs);
  }
}
