package io.signalbox.registry;

import java.time.Instant;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * A line of the registry's history was written. Published in the transaction of the change.
 *
 * @param modelId stays when the name changes
 * @param version absent where the model itself changed
 * @param action as history has it, e.g. {@code stage}
 * @param detail as history has it; values may be null
 */
public record RegistryChanged(
    long modelId,
    ModelName model,
    Optional<Integer> version,
    String action,
    Map<String, ?> detail,
    Attribution why,
    Instant at) {
  public RegistryChanged {
    detail = Collections.unmodifiableMap(new LinkedHashMap<>(detail));
  }
}
