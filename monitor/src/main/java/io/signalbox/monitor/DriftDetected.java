package io.signalbox.monitor;

import io.signalbox.registry.ModelName;
import io.signalbox.router.EndpointName;
import java.time.Instant;

/** A check that is allowed to raise it found the model's performance drifted. Published inside the transaction that stores the report. */
public record DriftDetected(
    EndpointName endpoint,
    ModelName model,
    int version,
    String check,
    String reportId,
    String summary,
    Instant at) {}
