package io.signalbox.router;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.signalbox.registry.ModelName;
import io.signalbox.registry.ModelVersion;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** What tables rely on in a loader; the fake in their tests and the real one both keep it. */
public abstract class ModelLoaderContract {
  protected static final ModelName DELAYS = new ModelName("delays");

  /** Has one output, {@code probability}. */
  protected static final ModelVersion GOOD = new ModelVersion(DELAYS, 1);

  /** Is registered, but its files are no model. */
  protected static final ModelVersion BROKEN = new ModelVersion(DELAYS, 2);

  /** Is not registered. */
  protected static final ModelVersion UNKNOWN = new ModelVersion(DELAYS, 9);

  protected abstract ModelLoader loader();

  /** Asks the copy for a score. @throws IllegalStateException if it was closed */
  protected abstract void score(LoadedModel model);

  @Test
  void a_version_is_loaded_under_its_own_name() {
    try (LoadedModel model = loader().load(GOOD)) {
      assertThat(model.version()).isEqualTo(GOOD);
    }
  }

  @Test
  void each_loading_gives_a_copy_that_is_closed_on_its_own() {
    ModelLoader loader = loader();
    try (LoadedModel second = loader.load(GOOD)) {
      LoadedModel first = loader.load(GOOD);
      score(first);
      score(second);

      first.close();

      assertThat(second).isNotSameAs(first);
      assertThatThrownBy(() -> score(first)).isInstanceOf(IllegalStateException.class);
      assertThatCode(() -> score(second)).doesNotThrowAnyException();
    }
  }

  @Test
  void a_version_whose_files_are_no_model_does_not_load_and_is_named() {
    assertThatThrownBy(() -> loader().load(BROKEN))
        .isInstanceOf(RouterException.DoesNotLoad.class)
        .hasMessageContaining("delays/2");
  }

  @Test
  void an_unknown_version_is_not_found() {
    assertThatThrownBy(() -> loader().load(UNKNOWN))
        .isInstanceOf(RouterException.NotFound.class)
        .hasMessageContaining("delays/9");
  }

  @Test
  void a_declared_score_must_be_among_the_outputs() {
    try (LoadedModel model = loader().load(GOOD)) {
      model.checkFits(endpoint("probability"), Optional.empty());
      assertThatThrownBy(() -> model.checkFits(endpoint("price"), Optional.empty()))
          .isInstanceOf(RouterException.DoesNotLoad.class)
          .hasMessageContaining("price");
    }
  }

  private static EndpointDefinition endpoint(String score) {
    return new EndpointDefinition(
        new EndpointName("flight_delay"),
        DELAYS,
        Optional.empty(),
        Optional.empty(),
        Optional.of(score),
        Optional.empty(),
        Optional.empty());
  }
}
