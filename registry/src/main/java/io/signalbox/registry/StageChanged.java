package io.signalbox.registry;

import java.time.Instant;
import java.util.Optional;

/**
 * A version moved to another stage. Published inside the transaction of the change; once more for a version that it archived.
 *
 * @param successor the version that takes its place in the stage it leaves, of which as much is published next
 */
public record StageChanged(
    ModelVersion version,
    Stage from,
    Stage to,
    Attribution why,
    Instant at,
    Optional<ModelVersion> successor) {

  /** Nobody takes its place. */
  public StageChanged(ModelVersion version, Stage from, Stage to, Attribution why, Instant at) {
    this(version, from, to, why, at, Optional.empty());
  }
}
