package io.signalbox.router.inference;

import static io.signalbox.router.inference.Plane.TENSOR;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.equalTo;

import io.signalbox.features.FeatureService;
import io.signalbox.features.Table;
import io.signalbox.registry.ModelName;
import io.signalbox.registry.ModelVersion;
import io.signalbox.router.EndpointDefinition;
import io.signalbox.router.LoadedModel;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** A shadow cannot hurt, neither the answer nor another shadow. */
class ShadowsTest {

  @RegisterExtension
  private final Plane plane = new Plane();

  @Test
  void a_shadow_that_hangs_or_fails_does_not_hurt_the_answer() throws Exception {
    CountDownLatch hanging = new CountDownLatch(1);
    shadowedBy(new Failing(2, () -> await(hanging)), new Failing(3, () -> {}));

    for (int i = 0; i < 10; i++) {
      assertThat(plane.post("/v2/models/tensor/infer", TENSOR).getStatus()).isEqualTo(200);
    }

    assertThat(plane.journal.acknowledged()).isEqualTo(10);
    assertThat(
            plane.metrics.counter("signalbox.shadow.failures", "model", "m/2").count())
        .as("then it is left alone")
        .isEqualTo(Shadows.MOST_FAILURES);
    assertThat(
            plane.metrics.counter("signalbox.shadow.failures", "model", "m/3").count())
        .isEqualTo(Shadows.MOST_FAILURES);
    assertThat(plane.endpoints.open.get()).as("held by those that hang").isPositive();
    hanging.countDown();
    Awaitility.await().untilAtomic(plane.endpoints.open, equalTo(0));
  }

  @Test
  void what_a_shadow_has_not_begun_when_its_request_gives_up_it_never_begins() throws Exception {
    CountDownLatch hanging = new CountDownLatch(1);
    shadowedBy(new Failing(2, () -> await(hanging)));
    for (int i = 0; i < Shadows.MOST_FAILURES; i++) {
      assertThat(plane.post("/v2/models/tensor/infer", TENSOR).getStatus()).isEqualTo(200);
    }

    assertThat(plane.endpoints.open).as("the two that were begun").hasValue(2);
    hanging.countDown();
    Awaitility.await().untilAtomic(plane.endpoints.open, equalTo(0));
  }

  @Test
  void a_shadow_that_hangs_does_not_keep_another_from_scoring() throws Exception {
    CountDownLatch hanging = new CountDownLatch(1);
    shadowedBy(new Failing(2, () -> await(hanging)));
    for (int i = 0; i < Shadows.MOST_FAILURES; i++) {
      assertThat(plane.post("/v2/models/tensor/infer", TENSOR).getStatus()).isEqualTo(200);
    }
    CountDownLatch asked = new CountDownLatch(1);
    shadowedBy(new Failing(2, () -> await(hanging)), new Failing(3, asked::countDown));

    plane.post("/v2/models/tensor/infer", TENSOR);

    assertThat(asked.await(10, TimeUnit.SECONDS)).isTrue();
    hanging.countDown();
  }

  private void shadowedBy(LoadedModel... shadows) {
    Map<Integer, LoadedModel> models = new HashMap<>();
    models.put(1, plane.model(1, Graphs.logistic(new float[] {1, -2}, 0.5f)));
    for (LoadedModel shadow : shadows) {
      models.put(shadow.version().number(), shadow);
    }
    List<Integer> versions =
        Stream.of(shadows).map(shadow -> shadow.version().number()).toList();
    plane.endpoints.put(
        "tensor", Optional.empty(), Optional.empty(), Map.of(1, 10_000), versions, models);
  }

  private static void await(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** A model that does something first and then fails. */
  private record Failing(int number, Runnable first) implements ScoringModel {
    @Override
    public ModelVersion version() {
      return new ModelVersion(new ModelName("m"), number);
    }

    @Override
    public List<ModelInput> inputs() {
      return List.of(new ModelInput("x", Datatype.FP32, 2));
    }

    @Override
    public List<ModelOutput> outputs() {
      return List.of(new ModelOutput("probability", Datatype.FP32, 0));
    }

    @Override
    public List<Tensor> run(Feed feed, Table table, int[] rows) {
      first.run();
      throw new ScoringFailed("broken", null);
    }

    @Override
    public void checkFits(EndpointDefinition endpoint, Optional<FeatureService> service) {}

    @Override
    public void close() {}
  }
}
