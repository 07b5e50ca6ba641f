package io.signalbox.router.routing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.signalbox.migrations.TestDatabase;
import io.signalbox.registry.Attribution;
import io.signalbox.registry.ModelName;
import io.signalbox.registry.ModelVersion;
import io.signalbox.registry.Stage;
import io.signalbox.router.EndpointDefinition;
import io.signalbox.router.EndpointName;
import io.signalbox.router.LiveEndpoint;
import io.signalbox.router.RoutingTable;
import io.signalbox.router.Split;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import javax.sql.DataSource;
import org.junit.jupiter.api.Test;
import org.springframework.dao.DataAccessException;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.datasource.DelegatingDataSource;
import org.springframework.transaction.TransactionException;

/** PostgreSQL goes away for one replica and comes back; the other replica has it all the time. */
class OutageIT {
  private static final EndpointName NAME = new EndpointName("flight_delay");
  private static final ModelVersion FIRST = new ModelVersion(new ModelName("delays"), 1);
  private static final Attribution ALICE = new Attribution("alice", "because");

  @Test
  void an_endpoint_serves_on_as_it_is_and_catches_up() {
    var stages = new FakeStages();
    try (TestDatabase database = TestDatabase.fresh()) {
      var line = new Line(database.dataSource());
      try (var cut = new Replica(line, stages);
          var other = new Replica(database.dataSource(), stages)) {
        serve(cut);
        LiveEndpoint before = live(cut);

        line.cut(database);

        assertThatThrownBy(() -> split(cut))
            .isInstanceOfAny(DataAccessException.class, TransactionException.class);
        RoutingTable table = split(other);
        assertThat(live(cut)).isEqualTo(before);
        assertThat(cut.router().endpoint(NAME).orElseThrow().status())
            .isEqualTo("serves 1, which is in Production");
        assertThat(cut.router().assign(NAME, "N14228")).isEqualTo(1);

        line.mend();

        await().until(() -> live(cut).table().equals(table));
        RoutingTable back = other.router().rollback(NAME, ALICE);
        await().until(() -> live(cut).table().equals(back));
      }
    }
  }

  private static void serve(Replica replica) {
    replica.registry.register(FIRST.model(), 2);
    var definition = new EndpointDefinition(
        NAME,
        FIRST.model(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty());
    replica.router().apply(definition, ALICE);
    replica.registry.transition(FIRST, Stage.PRODUCTION, ALICE);
    await().until(() -> replica.live().find("flight_delay").isPresent());
    await().until(() -> live(replica).production().isPresent());
  }

  private static RoutingTable split(Replica replica) {
    return replica
        .router()
        .split(NAME, new Split(Map.of(1, 9_000, 2, 1_000), List.of()), Optional.empty(), ALICE);
  }

  private static LiveEndpoint live(Replica replica) {
    return replica.live().find("flight_delay").orElseThrow();
  }

  /** The way to PostgreSQL. Cut, it refuses connections, and those there are were ended by the server. */
  private static final class Line extends DelegatingDataSource {
    private final AtomicBoolean cut = new AtomicBoolean();

    Line(DataSource dataSource) {
      super(dataSource);
    }

    @Override
    public Connection getConnection() throws SQLException {
      if (cut.get()) {
        throw new SQLException("Connection refused", "08001");
      }
      return super.getConnection();
    }

    void cut(TestDatabase database) {
      cut.set(true);
      JdbcClient.create(database.dataSource())
          .sql(
              "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()")
          .query(rows -> {});
    }

    void mend() {
      cut.set(false);
    }
  }
}
