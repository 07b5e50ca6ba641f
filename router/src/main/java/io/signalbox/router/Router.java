package io.signalbox.router;

import io.signalbox.registry.Attribution;
import java.util.List;
import java.util.Optional;

/** Endpoints and their routing tables. */
public interface Router {

  /** Creates or changes an endpoint; returns whether anything changed. */
  boolean apply(EndpointDefinition definition, Attribution why);

  Optional<Endpoint> endpoint(EndpointName name);

  List<Endpoint> endpoints();

  /**
   * Puts a new split in force: the fewest slots move. Every version is loaded first.
   *
   * @param evidence the id of a comparison; it is looked up through {@link RolloutEvidence} and stored with the table
   * @throws RouterException if the endpoint, a version or the evidence is unknown, or a version does not load
   */
  RoutingTable split(EndpointName name, Split split, Optional<String> evidence, Attribution why);

  /** Restores the table before the present one, bit for bit, as a new version. */
  RoutingTable rollback(EndpointName name, Optional<String> evidence, Attribution why);

  /** As the other, where no comparison asks for it. */
  default RoutingTable rollback(EndpointName name, Attribution why) {
    return rollback(name, Optional.empty(), why);
  }

  /** All tables, the newest first. */
  List<RoutingTable> history(EndpointName name);

  /** The model version that this unit is answered by. */
  int assign(EndpointName name, String unit);
}
