package io.signalbox.features;

/**
 * What became of a definition that was applied.
 *
 * @param changed false if the definition in force already said the same
 */
public record Applied(String kind, String name, int version, boolean changed) {}
