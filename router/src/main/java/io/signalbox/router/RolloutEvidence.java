package io.signalbox.router;

import java.util.Optional;

/** Where the comparisons that splits rest on are found; implemented to the right of the router. */
public interface RolloutEvidence {

  /** The comparison of this id, if it is one on this endpoint, as JSON, to be stored with the table that rests on it. */
  Optional<String> find(EndpointName endpoint, String id);
}
