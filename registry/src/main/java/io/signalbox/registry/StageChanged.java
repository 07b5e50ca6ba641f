package io.signalbox.registry;

import java.time.Instant;

/** A version moved to another stage. Published inside the transaction of the change; once more for a version that it archived. */
public record StageChanged(
    ModelVersion version, Stage from, Stage to, Attribution why, Instant at) {}
