package io.signalbox.monitor;

import io.signalbox.router.EndpointName;
import java.time.Instant;
import java.util.Optional;

/**
 * One alarm, as it was told to people.
 *
 * @param deliveredAt when the webhook took it; absent until then, and where no webhook is configured
 */
public record Alert(
    long id,
    String check,
    EndpointName endpoint,
    String reportId,
    Instant at,
    String text,
    int attempts,
    Optional<Instant> deliveredAt,
    Optional<String> failure) {}
