package io.signalbox.router;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.signalbox.registry.ModelName;
import java.util.Optional;

/**
 * An endpoint as a file declares it.
 *
 * @param unit the join key that is the unit (e.g. {@code tail_number}); the request may name another by {@code unit_id}
 * @param featureService where features are fetched; without it, inputs go to the model as they come
 * @param score the model's output that outcomes are compared with (a probability); absent: the first output
 * @param pinned the version it keeps; absent: it follows Production
 */
public record EndpointDefinition(
    EndpointName name,
    ModelName model,
    Optional<String> unit,
    Optional<String> featureService,
    Optional<String> score,
    Optional<Integer> pinned,
    Optional<Acknowledgement> acknowledge) {
  private static final int LONGEST_NAME = 200;

  /** @throws RouterException.Invalid if a name is blank or longer than {@value #LONGEST_NAME} characters */
  public EndpointDefinition {
    checkName("unit", unit);
    checkName("feature_service", featureService);
    checkName("score", score);
  }

  private static void checkName(String field, Optional<String> name) {
    name.filter(given -> given.isBlank() || given.length() > LONGEST_NAME).ifPresent(given -> {
      throw new RouterException.Invalid("%s: %s (expected: a name, at most %d characters)"
          .formatted(
              field, given.isBlank() ? "blank" : given.length() + " characters", LONGEST_NAME));
    });
  }

  /** When a prediction is answered: after its journal record is on disk, or after it is queued. */
  public enum Acknowledgement {
    @JsonProperty("durable")
    DURABLE,
    @JsonProperty("buffered")
    BUFFERED
  }
}
