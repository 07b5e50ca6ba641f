package io.signalbox.apply;

import io.signalbox.apply.Definitions.Outcome;
import io.signalbox.router.EndpointName;
import io.signalbox.router.Router;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.springframework.stereotype.Component;

/** Whoever has applied an endpoint calls it next: so the answer waits until it serves, or tells why it does not. */
@Component("appliedEndpoints")
class Endpoints {
  /** For all endpoints of a request together; what is not loaded by then is said to be on its way. */
  private static final Duration PATIENCE = Duration.ofSeconds(10);

  private final Router router;

  Endpoints(Router router) {
    this.router = router;
  }

  /** The outcomes, those of endpoints with their status. Not inside the transaction that applies them. */
  List<Outcome> awaitServing(List<Outcome> outcomes) throws InterruptedException {
    long deadline = System.nanoTime() + PATIENCE.toNanos();
    var told = new ArrayList<Outcome>();
    for (Outcome outcome : outcomes) {
      if (outcome.kind().equals("Endpoint")) {
        Duration left = Duration.ofNanos(Math.max(0, deadline - System.nanoTime()));
        var name = new EndpointName(outcome.name());
        told.add(outcome.with(router.awaitInForce(name, left).status()));
      } else {
        told.add(outcome);
      }
    }
    return told;
  }
}
