package io.signalbox.registry;

import com.google.common.collect.ImmutableList;
import java.time.Instant;
import java.util.List;

/**
 * A version with what MLflow's clients show of it beside.
 *
 * @param storageUri where its files are, with {@code runs:/} and {@code models:/} resolved
 */
public record VersionDetails(
    RegisteredVersion version,
    String description,
    String author,
    String storageUri,
    String runLink,
    String loggedModelId,
    Instant updatedAt,
    List<String> aliases) {
  public VersionDetails {
    aliases = ImmutableList.copyOf(aliases);
  }

  /** The same after a move. */
  VersionDetails in(Stage stage, Instant movedAt) {
    RegisteredVersion moved = new RegisteredVersion(
        version.id(),
        stage,
        version.source(),
        version.artifactPath(),
        version.runId(),
        version.tags(),
        version.createdAt());
    return new VersionDetails(
        moved, description, author, storageUri, runLink, loggedModelId, movedAt, aliases);
  }
}
