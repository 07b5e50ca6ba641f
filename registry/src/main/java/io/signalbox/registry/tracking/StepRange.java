package io.signalbox.registry.tracking;

/** Steps from the first to the last, both included. */
public record StepRange(long first, long last) {}
