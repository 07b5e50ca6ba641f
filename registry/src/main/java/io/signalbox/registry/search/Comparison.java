package io.signalbox.registry.search;

/** One condition of a filter. */
public record Comparison(Key key, Operator operator, Literal value) {}
