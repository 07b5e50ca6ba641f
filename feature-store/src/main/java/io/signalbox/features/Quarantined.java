package io.signalbox.features;

import java.time.Instant;
import java.util.Optional;

/**
 * A row that was not accepted, and why.
 *
 * @param row its place in the batch, from 1
 * @param rule type, length, finite, null, min, max, allowed, pattern, unique, known_in, or the name of a rule
 * @param value what broke the rule, as text; absent where nothing was there
 * @param content the whole row as JSON text
 */
public record Quarantined(
    long manifest,
    long row,
    String column,
    String rule,
    Optional<String> value,
    String content,
    Instant ingestedAt) {}
