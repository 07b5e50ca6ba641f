package io.signalbox.demo;

import java.time.Instant;
import java.util.Map;

/** An hour's weather at an airport; {@code measures} by column name, NaN where it was not measured. */
record Weather(String origin, Instant observedAt, Map<String, Double> measures) {}
