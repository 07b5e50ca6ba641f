package io.signalbox.router.routing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.signalbox.migrations.TestDatabase;
import io.signalbox.registry.Attribution;
import io.signalbox.registry.ModelName;
import io.signalbox.registry.ModelVersion;
import io.signalbox.registry.Stage;
import io.signalbox.router.EndpointDefinition;
import io.signalbox.router.EndpointName;
import io.signalbox.router.LiveEndpoint;
import io.signalbox.router.Router;
import io.signalbox.router.RoutingTable;
import io.signalbox.router.RoutingTable.Range;
import io.signalbox.router.Split;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.springframework.jdbc.core.simple.JdbcClient;

/** One replica on a database of its own, and what the tests of tables say of it. */
abstract class WithReplica {
  final TestDatabase database = TestDatabase.fresh();
  static final Attribution ALICE = new Attribution("alice", "because");

  final JdbcClient jdbc = JdbcClient.create(database.dataSource());
  final FakeStages stages = new FakeStages();
  final ModelName model = new ModelName("delays");
  final EndpointName name = new EndpointName("flight_delay");
  Replica replica;
  Router router;

  @BeforeEach
  void start() {
    replica = new Replica(database.dataSource(), stages);
    replica.registry.register(model, 4);
    router = replica.router();
  }

  @AfterEach
  void stop() {
    replica.close();
    database.close();
  }

  static Optional<String> none() {
    return Optional.empty();
  }

  EndpointDefinition following() {
    return new EndpointDefinition(
        name,
        model,
        Optional.of("tail_number"),
        none(),
        none(),
        Optional.empty(),
        Optional.empty());
  }

  EndpointDefinition pinned(int version) {
    return new EndpointDefinition(
        name,
        model,
        Optional.of("tail_number"),
        none(),
        none(),
        Optional.of(version),
        Optional.empty());
  }

  EndpointDefinition reading(String service, String unit) {
    return new EndpointDefinition(
        name,
        model,
        Optional.of(unit),
        Optional.of(service),
        none(),
        Optional.empty(),
        Optional.empty());
  }

  EndpointDefinition of(String other) {
    return new EndpointDefinition(
        name, new ModelName(other), none(), none(), none(), Optional.empty(), Optional.empty());
  }

  ModelVersion version(int number) {
    return new ModelVersion(model, number);
  }

  void promote(int version) {
    replica.registry.transition(version(version), Stage.PRODUCTION, ALICE);
  }

  void serving(int version) {
    router.apply(following(), ALICE);
    promote(version);
    awaitServing(version);
  }

  void aRolloutOf(int production, int candidate) {
    serving(production);
    split(Map.of(production, 5_000, candidate, 5_000));
  }

  RoutingTable split(Map<Integer, Integer> shares) {
    return router.split(name, new Split(shares, List.of()), Optional.empty(), ALICE);
  }

  int rolledBackTo() {
    return router.rollback(name, ALICE).restores().orElseThrow();
  }

  LiveEndpoint live() {
    return replica.live().find(name.value()).orElseThrow();
  }

  String status() {
    return router.endpoint(name).orElseThrow().status();
  }

  void awaitServing(int version) {
    List<Range> all = List.of(new Range(0, 10_000, version));
    await()
        .until(() -> replica
            .live()
            .find(name.value())
            .filter(live -> live.table().ranges().equals(all))
            .isPresent());
  }

  void awaitStatus(String expected) {
    await().untilAsserted(() -> assertThat(status()).isEqualTo(expected));
  }

  List<Map<String, Object>> changes() {
    return jdbc.sql("SELECT * FROM router.changes WHERE subject = :subject ORDER BY id")
        .param("subject", "endpoint " + name)
        .query()
        .listOfRows();
  }

  Map<String, Object> lastChange() {
    return changes().getLast();
  }
}
