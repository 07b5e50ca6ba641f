package io.signalbox.registry;

import java.time.Instant;

/** Somebody's word for a version's entry into a stage. */
public record Approval(Stage stage, String author, String reason, Instant at) {}
