package io.signalbox.features;

import java.time.Instant;

/**
 * The rows a training set is built on: rows of a view, whose own columns give keys, request inputs, moment and label.
 *
 * @param time the timestamp column that says when the question is asked
 * @param label the column that says what turned out
 * @param from first moment, inclusive
 * @param until last moment, exclusive
 * @param knownBy rows that became known after this moment are left out
 */
public record Spine(
    String view, String time, String label, Instant from, Instant until, Instant knownBy) {}
