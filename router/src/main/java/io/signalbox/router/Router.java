package io.signalbox.router;

import io.signalbox.registry.Attribution;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** Endpoints and their routing tables. */
public interface Router {

  /** Creates or changes an endpoint; returns whether anything changed. */
  boolean apply(EndpointDefinition definition, Attribution why);

  /** As this process serves it. */
  Optional<Endpoint> endpoint(EndpointName name);

  /**
   * The endpoint when this process serves by all that is stored of it now, or its status says why it does not; or, at the latest after
   * that time, as it then is. For those who have just applied it, after their transaction.
   *
   * @throws RouterException.NotFound if there is no such endpoint
   */
  Endpoint awaitInForce(EndpointName name, Duration within) throws InterruptedException;

  List<Endpoint> endpoints();

  /**
   * Puts a new split in force: the fewest slots move. Every version is loaded first.
   *
   * @param evidence the id of a comparison on this endpoint; it is looked up through {@link RolloutEvidence} and stored with the table
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
