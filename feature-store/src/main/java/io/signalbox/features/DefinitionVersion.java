package io.signalbox.features;

import java.time.Instant;

/** A definition as it was applied: who, when, and the version that this made. */
public record DefinitionVersion(
    String kind,
    String name,
    int version,
    Instant appliedAt,
    String author,
    Definition definition) {}
