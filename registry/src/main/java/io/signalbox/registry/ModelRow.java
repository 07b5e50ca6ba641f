package io.signalbox.registry;

import java.time.Instant;

/** A row of registry.models. The id stays when the name changes. */
record ModelRow(
    long id, ModelName name, String description, Instant createdAt, Instant updatedAt) {}
