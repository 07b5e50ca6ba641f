package io.signalbox.monitor;

import io.signalbox.router.EndpointName;
import java.time.Instant;

/** An alarm was stored as an alert. Published inside the transaction that stores it; people are told after the commit. */
public record AlertStored(
    long id, String check, EndpointName endpoint, String reportId, Instant at, String text) {}
