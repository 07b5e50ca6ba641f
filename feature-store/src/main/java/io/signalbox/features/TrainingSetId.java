package io.signalbox.features;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;

/** The content hash of a training set: SHA-256 over its inputs and definitions, 64 hex digits. */
public record TrainingSetId(@JsonValue String hash) {
  @JsonCreator(mode = JsonCreator.Mode.DELEGATING)
  public TrainingSetId {
    if (!hash.matches("[0-9a-f]{64}")) {
      throw new IllegalArgumentException("training set: " + hash + " (expected: 64 hex digits)");
    }
  }
}
