package io.signalbox.monitor;

import io.signalbox.registry.Attribution;
import io.signalbox.registry.ModelName;
import io.signalbox.router.Endpoint;
import io.signalbox.router.EndpointDefinition;
import io.signalbox.router.EndpointName;
import io.signalbox.router.Router;
import io.signalbox.router.RoutingTable;
import io.signalbox.router.Split;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** One endpoint, {@code flight_delay}, whose tables are put there by the test. */
public final class FakeRouter {
  public static final EndpointName FLIGHT_DELAY = new EndpointName("flight_delay");
  public static final ModelName MODEL = new ModelName("flight_delay");

  private final List<RoutingTable> tables = new ArrayList<>();
  private Optional<Integer> production = Optional.empty();
  private Optional<Integer> pinned = Optional.empty();
  private Optional<String> service = Optional.empty();

  public FakeRouter production(int version) {
    production = Optional.of(version);
    return this;
  }

  public FakeRouter pinned(int version) {
    pinned = Optional.of(version);
    return this;
  }

  public FakeRouter featureService(String name) {
    service = Optional.of(name);
    return this;
  }

  /** The first version has the units from 0 up to the share, the second the rest. */
  public FakeRouter table(Instant at, int first, int share, int second, List<Integer> shadows) {
    List<RoutingTable.Range> ranges = share == Split.WHOLE
        ? List.of(new RoutingTable.Range(0, share, first))
        : List.of(
            new RoutingTable.Range(0, share, first),
            new RoutingTable.Range(share, Split.WHOLE, second));
    tables.addFirst(new RoutingTable(
        FLIGHT_DELAY,
        tables.size() + 1,
        ranges,
        shadows,
        new Attribution("local", "because"),
        Optional.empty(),
        Optional.empty(),
        at));
    return this;
  }

  public Optional<Endpoint> endpoint(EndpointName name) {
    return endpoints().stream()
        .filter(each -> each.definition().name().equals(name))
        .findFirst();
  }

  public List<Endpoint> endpoints() {
    EndpointDefinition definition = new EndpointDefinition(
        FLIGHT_DELAY,
        MODEL,
        Optional.of("tail_number"),
        service,
        Optional.empty(),
        pinned,
        Optional.empty());
    return List.of(
        new Endpoint(definition, tables.stream().findFirst(), production, "as the test says"));
  }

  public List<RoutingTable> history(EndpointName name) {
    return List.copyOf(tables);
  }

  public Router face() {
    return Partly.of(Router.class, this);
  }
}
