package io.signalbox.registry;

import com.google.common.collect.ImmutableMap;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;

/**
 * A version as it stands.
 *
 * @param source where its files are, as the client gave it ({@code runs:/}, {@code models:/m-}, {@code mlflow-artifacts:/})
 * @param artifactPath the same as a path in {@link Artifacts}
 */
public record RegisteredVersion(
    ModelVersion id,
    Stage stage,
    String source,
    String artifactPath,
    Optional<String> runId,
    Map<String, String> tags,
    Instant createdAt) {
  public RegisteredVersion {
    tags = ImmutableMap.copyOf(tags);
  }
}
