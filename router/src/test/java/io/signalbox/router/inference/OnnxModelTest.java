package io.signalbox.router.inference;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.signalbox.features.Column;
import io.signalbox.features.FeatureService;
import io.signalbox.features.Field;
import io.signalbox.features.Table;
import io.signalbox.features.ValueType;
import io.signalbox.registry.ModelName;
import io.signalbox.registry.ModelVersion;
import io.signalbox.router.EndpointDefinition;
import io.signalbox.router.EndpointName;
import io.signalbox.router.RouterException.DoesNotLoad;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class OnnxModelTest {

  private static final ModelVersion FIRST = new ModelVersion(new ModelName("delays"), 1);

  @Test
  void a_tensor_of_k_columns_gives_the_logistic_of_each_row() {
    try (OnnxModel model = OnnxModel.of(FIRST, Graphs.logistic(new float[] {1, -2}, 0.5f))) {
      Table table = new Table(
          3,
          List.of(
              new Column.Doubles("a", new double[] {0, 1, 2}),
              new Column.Doubles("b", new double[] {0, 1, -1})));

      double[] scores =
          model.run(Feed.of(model, table), table, rows(3)).getFirst().scores();

      assertThat(scores[0]).isCloseTo(logistic(0.5), within(1e-6));
      assertThat(scores[1]).isCloseTo(logistic(-0.5), within(1e-6));
      assertThat(scores[2]).isCloseTo(logistic(4.5), within(1e-6));
    }
  }

  @Test
  void inputs_of_rank_one_are_fed_by_name_and_missing_values_are_said_as_the_trainer_says_them() {
    try (OnnxModel model = OnnxModel.of(FIRST, Graphs.delayAndCarrier())) {
      Table table = delays(new double[] {1, Double.NaN, 1}, "UA", "UA", null);

      double[] scores =
          model.run(Feed.of(model, table), table, rows(3)).getFirst().scores();

      assertThat(scores[0]).isCloseTo(logistic(3), within(1e-6));
      assertThat(scores[1]).isCloseTo(logistic(2), within(1e-6));
      assertThat(scores[2]).isCloseTo(logistic(1), within(1e-6));
    }
  }

  @Test
  void a_row_alone_is_scored_as_among_others_whatever_was_asked_before() {
    try (OnnxModel model = OnnxModel.of(FIRST, Graphs.delayAndCarrier())) {
      Table table = delays(new double[] {1, Double.NaN, 1, 2}, "UA", "UA", null, "B6");
      Feed feed = Feed.of(model, table);
      double[] together = model.run(feed, table, rows(4)).getFirst().scores();

      for (int row : new int[] {3, 2, 1, 0, 0, 1, 2, 3}) {
        double[] alone = model.run(feed, table, new int[] {row}).getFirst().scores();

        assertThat(alone).containsExactly(together[row]);
      }
    }
  }

  @Test
  void a_graph_that_strays_from_its_declared_shape_is_answered_all_the_same() {
    try (OnnxModel model = OnnxModel.of(FIRST, Graphs.strayingInteger())) {
      Table table = new Table(
          1, List.of(new Column.Longs("n", ValueType.INT64, new long[] {1}, new BitSet())));
      Feed feed = Feed.of(model, table);

      for (int time = 0; time < 3; time++) {
        assertThat(model.run(feed, table, rows(1)).getFirst().scores()).containsExactly(1);
      }
    }
  }

  @Test
  void rows_are_scored_in_the_order_they_are_named() {
    try (OnnxModel model = OnnxModel.of(FIRST, Graphs.delayAndCarrier())) {
      Table table = delays(new double[] {0, 1, 2}, "x", "x", "x");

      double[] scores =
          model.run(Feed.of(model, table), table, new int[] {2, 0}).getFirst().scores();

      assertThat(scores).hasSize(2);
      assertThat(scores[0]).isCloseTo(logistic(2), within(1e-6));
      assertThat(scores[1]).isCloseTo(logistic(0), within(1e-6));
    }
  }

  @Test
  void an_int64_keeps_every_bit() {
    try (OnnxModel model = OnnxModel.of(FIRST, Graphs.sameInteger())) {
      long large = (1L << 53) + 1;
      Table table = new Table(
          1, List.of(new Column.Longs("n", ValueType.INT64, new long[] {large}, new BitSet())));

      Tensor same = model.run(Feed.of(model, table), table, rows(1)).getFirst();

      assertThat(OipJson.text(same::write)).contains("\"data\":[9007199254740993]");
    }
  }

  @Test
  void one_session_answers_many_threads() throws Exception {
    try (OnnxModel model = OnnxModel.of(FIRST, Graphs.delayAndCarrier());
        var threads = Executors.newFixedThreadPool(4)) {
      Table table = delays(new double[] {1}, "UA");
      Feed feed = Feed.of(model, table);
      Callable<Double> score = () -> model.run(feed, table, rows(1)).getFirst().scores()[0];

      for (var answer : threads.invokeAll(java.util.Collections.nCopies(400, score))) {
        assertThat(answer.get()).isCloseTo(logistic(3), within(1e-6));
      }
    }
  }

  @Test
  void what_is_no_graph_does_not_load() {
    assertThatThrownBy(() ->
            OnnxModel.of(FIRST, "not a graph".getBytes(java.nio.charset.StandardCharsets.UTF_8)))
        .isInstanceOf(DoesNotLoad.class)
        .hasMessageContaining("delays/1 does not load");
    assertThatThrownBy(() -> OnnxModel.of(FIRST, Graphs.oneRowOnly()))
        .isInstanceOf(DoesNotLoad.class)
        .hasMessageContaining("input x: shape [1, 2]");
  }

  @Test
  void a_model_fits_an_endpoint_that_feeds_every_input() {
    try (OnnxModel model = OnnxModel.of(FIRST, Graphs.delayAndCarrier())) {
      model.checkFits(endpoint(Optional.of("probability")), Optional.of(service("carrier")));

      assertThatThrownBy(
              () -> model.checkFits(endpoint(Optional.of("odds")), Optional.of(service("carrier"))))
          .hasMessage("score: odds of delays/1 (expected: one of [probability])");
      assertThatThrownBy(
              () -> model.checkFits(endpoint(Optional.empty()), Optional.of(service("airline"))))
          .isInstanceOf(DoesNotLoad.class)
          .hasMessageContaining("reads the input carrier");
    }
  }

  @Test
  void a_feature_that_may_be_missing_does_not_fit_an_integer() {
    try (OnnxModel model = OnnxModel.of(FIRST, Graphs.sameInteger())) {
      FeatureService service = new FeatureService(
          "f", 1, List.of(), List.of(), List.of(new Field("n", ValueType.INT64, true)));

      assertThatThrownBy(() -> model.checkFits(endpoint(Optional.empty()), Optional.of(service)))
          .hasMessageContaining("it may be missing");
    }
  }

  private static Table delays(double[] delays, String... carriers) {
    return new Table(
        delays.length,
        List.of(
            new Column.Doubles("delay", delays),
            new Column.Texts("carrier", Arrays.asList(carriers))));
  }

  private static FeatureService service(String textFeature) {
    return new FeatureService(
        "flights",
        1,
        List.of(),
        List.of(new Field("delay", ValueType.FLOAT64, true)),
        List.of(new Field(textFeature, ValueType.STRING, true)));
  }

  private static EndpointDefinition endpoint(Optional<String> score) {
    return new EndpointDefinition(
        new EndpointName("delays"),
        new ModelName("delays"),
        Optional.empty(),
        Optional.of("flights"),
        score,
        Optional.empty(),
        Optional.empty());
  }

  private static int[] rows(int count) {
    return IntStream.range(0, count).toArray();
  }

  private static double logistic(double logit) {
    return 1 / (1 + Math.exp(-logit));
  }
}
