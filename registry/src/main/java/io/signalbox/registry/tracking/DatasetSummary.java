package io.signalbox.registry.tracking;

import java.util.Optional;

/** A dataset that runs of an experiment read in a context, such as {@code training}. */
public record DatasetSummary(
    long experimentId, String name, String digest, Optional<String> context) {}
