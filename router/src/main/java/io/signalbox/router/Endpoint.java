package io.signalbox.router;

import java.util.Optional;

/**
 * An endpoint as it stands.
 *
 * @param table absent until a version serves
 * @param production the version that is in Production in the registry
 * @param status one sentence: stage and traffic agree, or how they differ ("serves 2, Production is 3: ...")
 */
public record Endpoint(
    EndpointDefinition definition,
    Optional<RoutingTable> table,
    Optional<Integer> production,
    String status) {}
