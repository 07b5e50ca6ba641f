package io.signalbox.monitor;

import io.signalbox.router.EndpointName;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * Which versions of an endpoint to compare.
 *
 * @param since predictions asked before this moment are left out
 * @param maturity predictions younger than this are left out; at most 3,653 days; absent: 24 h
 * @param alpha error probability over all looks together, from .000001 to .25; absent: .05
 * @param margin how much worse, from 0 to 10 nats, still counts as not inferior; absent: .02
 * @param plannedDays N*: the number of days at which the bound is to be tightest, fixed per experiment, 1 to 3,653; absent: 30
 */
public record ComparisonRequest(
    EndpointName endpoint,
    int candidate,
    int reference,
    Instant since,
    Optional<Duration> maturity,
    Optional<Double> alpha,
    Optional<Double> margin,
    Optional<Integer> plannedDays) {}
