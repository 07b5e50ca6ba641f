package io.signalbox.registry.tracking;

import io.signalbox.registry.Tracking.RunStatus;
import java.util.OptionalLong;

/** A run without what was logged with it. */
public record RunInfo(
    String id,
    long experimentId,
    String name,
    String userId,
    RunStatus status,
    long startMillis,
    OptionalLong endMillis,
    boolean active,
    String artifactUri) {}
