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

  /** When a prediction is answered: after its journal record is on disk, or after it is queued. */
  public enum Acknowledgement {
    @JsonProperty("durable")
    DURABLE,
    @JsonProperty("buffered")
    BUFFERED
  }
}
