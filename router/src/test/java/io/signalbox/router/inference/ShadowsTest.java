package io.signalbox.router.inference;

import static io.signalbox.router.inference.Plane.TENSOR;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.hamcrest.Matchers.equalTo;

import io.signalbox.features.FeatureService;
import io.signalbox.features.Table;
import io.signalbox.registry.ModelName;
import io.signalbox.registry.ModelVersion;
import io.signalbox.registry.delivery.SettingRefused;
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
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A shadow cannot hurt, neither the answer nor another shadow. */
class ShadowsTest {

  @RegisterExtension
  private final Plane plane = new Plane();

  @RegisterExtension
  private final Plane patient = new Plane("1m");

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

  /** A fifth of a second is eight times the usual patience. */
  @Test
  void a_patient_server_waits_for_the_score_of_a_slow_shadow() throws Exception {
    CountDownLatch never = new CountDownLatch(1);
    var slow = new Slow(
        (ScoringModel) patient.model(2, Graphs.logistic(new float[] {1, -2}, 0.5f)),
        () -> await(never, 200));
    for (Plane asked : List.of(plane, patient)) {
      shadowedBy(asked, slow);
      assertThat(asked.post("/v2/models/tensor/infer", TENSOR).getStatus()).isEqualTo(200);
    }

    assertThat(missing(plane)).isEqualTo(1);
    assertThat(missing(patient)).isZero();
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "soon", "0ms", "-1s", "61s", "999us"})
  void a_patience_that_cannot_be_is_refused(String wrong) {
    assertThatThrownBy(() -> new Shadows(plane.metrics, wrong))
        .isInstanceOf(SettingRefused.class)
        .hasMessage(
            "SIGNALBOX_SHADOW_PATIENCE: %s (expected: from 1ms to 60s, such as 25ms)", wrong);
  }

  private static double missing(Plane plane) {
    return plane.metrics.counter("signalbox.shadow.failures", "model", "m/2").count();
  }

  private void shadowedBy(LoadedModel... shadows) {
    shadowedBy(plane, shadows);
  }

  private static void shadowedBy(Plane plane, LoadedModel... shadows) {
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

  /** True where it was counted down, false after so long. */
  private static boolean await(CountDownLatch latch, long millis) {
    try {
      return latch.await(millis, TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  /** A model that does something first and then scores as the other does. */
  private record Slow(ScoringModel model, Runnable first) implements ScoringModel {
    @Override
    public ModelVersion version() {
      return model.version();
    }

    @Override
    public List<ModelInput> inputs() {
      return model.inputs();
    }

    @Override
    public List<ModelOutput> outputs() {
      return model.outputs();
    }

    @Override
    public List<Tensor> run(Feed feed, Table table, int[] rows) {
      first.run();
      return model.run(feed, table, rows);
    }

    @Override
    public void checkFits(EndpointDefinition endpoint, Optional<FeatureService> service) {}

    @Override
    public void close() {}
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
