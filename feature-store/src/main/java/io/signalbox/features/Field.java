package io.signalbox.features;

/**
 * A named, typed column of a schema.
 *
 * @param nullable whether a value may be missing
 */
public record Field(String name, ValueType type, boolean nullable) {}
