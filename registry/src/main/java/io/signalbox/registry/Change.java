package io.signalbox.registry;

import java.time.Instant;
import java.util.Map;
import java.util.Optional;

/**
 * One change as the append-only table keeps it.
 *
 * @param subject e.g. {@code version flight_delay/2}, by the name it had then
 * @param action e.g. {@code stage}, or {@code stage refused}
 * @param via {@code signalbox} or {@code mlflow}: through which interface it came
 * @param detail what it was before and after, with the evidence of the time
 */
public record Change(
    long id,
    Instant at,
    String author,
    String reason,
    String subject,
    String action,
    Optional<Integer> version,
    String via,
    Map<String, Object> detail) {}
