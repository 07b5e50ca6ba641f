package io.signalbox.router.inference;

import com.google.common.collect.ImmutableMap;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import io.signalbox.features.FeatureService;
import io.signalbox.features.Field;
import io.signalbox.router.LiveEndpoint;
import io.signalbox.router.journal.FeatureLayout;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** What is worked out once for an endpoint as it stands, and holds for every request until it changes. */
record InferPlan(
    LiveEndpoint endpoint,
    Inputs inputs,
    Map<Integer, Arm> arms,
    FeatureLayout layout,
    LoggedColumns logged,
    Optional<String> degraded,
    Timer timer) {

  /**
   * One version.
   *
   * @param feed how it is fed
   * @param score which of its outputs is the score
   * @param answered counts the rows that it answered
   */
  record Arm(int version, ScoringModel model, Feed feed, int score, Counter answered) {}

  static InferPlan of(LiveEndpoint endpoint, MeterRegistry metrics) {
    Map<Integer, ScoringModel> models = new TreeMap<>();
    endpoint.models().forEach((version, model) -> models.put(version, (ScoringModel) model));
    Optional<FeatureService> service = endpoint.featureService();
    Inputs inputs = service
        .map(features -> Inputs.of(endpoint, features))
        .orElseGet(() -> Inputs.of(endpoint, models.values()));
    List<Field> fields = service.map(InferPlan::features).orElseGet(inputs::fields);
    LoggedColumns logged = service
        .map(features -> LoggedColumns.of(features, inputs.fields()))
        .orElse(LoggedColumns.NOTHING);
    List<String> names = fields.stream().map(Field::name).toList();
    ImmutableMap.Builder<Integer, Arm> arms = ImmutableMap.builder();
    models.forEach((version, model) -> {
      Feed feed = service
          .map(features -> Feed.of(model, features))
          .orElseGet(() -> Feed.ofSent(model, names));
      int score =
          model.outputs().indexOf(model.scoreOutput(endpoint.definition().score()));
      arms.put(version, new Arm(version, model, feed, score, answered(endpoint, version, metrics)));
    });
    return new InferPlan(
        endpoint,
        inputs,
        arms.buildOrThrow(),
        FeatureLayout.of(
            service.map(FeatureService::name),
            service.map(FeatureService::version).orElse(0),
            logged.after(fields)),
        logged,
        degraded(endpoint),
        Timer.builder("signalbox.infer")
            .description("Requests for predictions")
            .tag("endpoint", endpoint.definition().name().value())
            .publishPercentileHistogram()
            .register(metrics));
  }

  private static Counter answered(LiveEndpoint endpoint, int version, MeterRegistry metrics) {
    return Counter.builder("signalbox.predictions")
        .description("Rows answered and kept, by the version that answered")
        .tag("endpoint", endpoint.definition().name().value())
        .tag("version", Integer.toString(version))
        .register(metrics);
  }

  private static List<Field> features(FeatureService service) {
    List<Field> fields = new ArrayList<>(service.requestInputs());
    fields.addAll(service.features());
    return fields;
  }

  /** An endpoint that follows Production and does not have it among its arms says so in every answer. */
  private static Optional<String> degraded(LiveEndpoint endpoint) {
    boolean follows = endpoint.definition().pinned().isEmpty();
    return endpoint
        .production()
        .filter(production -> follows && !endpoint.models().containsKey(production))
        .map(production ->
            "serves %d, Production is %d".formatted(endpoint.slots().largest(), production));
  }

  Arm arm(int version) {
    Arm arm = arms.get(version);
    if (arm == null) {
      throw new Refusal(
          Refusal.NOT_FOUND,
          "version: %d of %s (expected: one of %s)"
              .formatted(version, endpoint.definition().name(), arms.keySet()));
    }
    return arm;
  }
}
