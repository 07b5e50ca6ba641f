package io.signalbox.registry;

import java.time.Instant;
import java.util.Optional;

/**
 * A version at an endpoint, for as long as it kept its role there.
 *
 * @param shadow scores without answering
 * @param share of the traffic, in basis points, as it was last told; 0 for a shadow
 * @param by who put it there
 * @param until empty while it is there
 * @param firstPrediction when the version first answered there, whether in this role or an earlier one; empty if it never did or nobody
 *     knows
 */
public record Deployment(
    String endpoint,
    int version,
    boolean shadow,
    int share,
    String by,
    Instant since,
    Optional<Instant> until,
    Optional<Instant> firstPrediction) {}
