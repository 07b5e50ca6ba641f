package io.signalbox.router.routing;

import io.signalbox.registry.Attribution;
import io.signalbox.registry.ModelName;
import io.signalbox.router.EndpointDefinition;
import io.signalbox.router.EndpointName;
import java.util.Optional;

/**
 * An endpoint as PostgreSQL has it.
 *
 * @param tableVersion the table in force, 0 before the first one
 * @param wanted the version that is to get all slots as soon as it is loaded
 * @param heldBack why the version that was wanted last did not get them; cleared by the next table
 * @param revision counts every change of the row
 */
record EndpointRow(
    EndpointDefinition definition,
    Optional<Integer> production,
    int tableVersion,
    Optional<Wanted> wanted,
    Optional<String> heldBack,
    long revision) {

  /** A version that is to get all slots, and who asked for it. */
  record Wanted(int version, Attribution why) {}

  EndpointName name() {
    return definition.name();
  }

  ModelName model() {
    return definition.model();
  }
}
