package io.signalbox.router.routing;

import io.signalbox.registry.Attribution;
import io.signalbox.registry.ModelName;
import io.signalbox.registry.ModelVersion;
import io.signalbox.router.EndpointDefinition;
import io.signalbox.router.EndpointDefinition.Acknowledgement;
import io.signalbox.router.EndpointName;
import io.signalbox.router.routing.EndpointRow.Wanted;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Types;
import java.util.List;
import java.util.Optional;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.core.simple.JdbcClient.StatementSpec;
import org.springframework.stereotype.Repository;

/** The rows of {@code router.endpoints}. Each change counts the revision on and tells the replicas when it commits. */
@Repository
class Endpoints {
  /** Carries the name of the endpoint that changed. */
  static final String CHANNEL = "signalbox_endpoints";

  private static final String SELECT = """
      SELECT name, model, unit, feature_service, score, pinned, acknowledge, production, table_version, wanted, wanted_by,
        wanted_why, held_back, revision
      FROM router.endpoints
      """;

  private final JdbcClient jdbc;

  Endpoints(JdbcClient jdbc) {
    this.jdbc = jdbc;
  }

  Optional<EndpointRow> find(EndpointName name) {
    return jdbc.sql(SELECT + "WHERE name = :name")
        .param("name", name.value())
        .query((row, number) -> endpoint(row))
        .optional();
  }

  List<EndpointRow> all() {
    return jdbc.sql(SELECT + "ORDER BY name")
        .query((row, number) -> endpoint(row))
        .list();
  }

  /** The row, which nobody else changes before this transaction ends. */
  Optional<EndpointRow> lock(EndpointName name) {
    return jdbc.sql(SELECT + "WHERE name = :name FOR UPDATE")
        .param("name", name.value())
        .query((row, number) -> endpoint(row))
        .optional();
  }

  /**
   * Holds back changes of the model's Production until this transaction ends. Without it, an endpoint that is applied while a version
   * enters Production could miss that version: neither transaction sees the other's rows.
   */
  void lockProduction(ModelName model) {
    jdbc.sql("SELECT pg_advisory_xact_lock(hashtextextended('router.production ' || :model, 0))")
        .param("model", model.value())
        .query(rows -> {});
  }

  /** Writes the definition; whatever else the row holds stays, but what was wanted of another model is wanted no more. */
  void define(EndpointDefinition definition, Optional<Integer> production) {
    var statement = jdbc.sql("""
                INSERT INTO router.endpoints (name, model, unit, feature_service, score, pinned, acknowledge, production)
                VALUES (:name, :model, :unit, :service, :score, :pinned, :acknowledge, :production)
                ON CONFLICT (name) DO UPDATE SET
                  wanted = CASE WHEN endpoints.model = excluded.model THEN endpoints.wanted END,
                  wanted_by = CASE WHEN endpoints.model = excluded.model THEN endpoints.wanted_by END,
                  wanted_why = CASE WHEN endpoints.model = excluded.model THEN endpoints.wanted_why END,
                  held_back = CASE WHEN endpoints.model = excluded.model THEN endpoints.held_back END,
                  model = excluded.model, unit = excluded.unit, feature_service = excluded.feature_service, score = excluded.score,
                  pinned = excluded.pinned, acknowledge = excluded.acknowledge, production = excluded.production,
                  revision = endpoints.revision + 1
                """)
        .param("name", definition.name().value())
        .param("model", definition.model().value())
        .param("unit", definition.unit().orElse(null), Types.VARCHAR)
        .param("service", definition.featureService().orElse(null), Types.VARCHAR)
        .param("score", definition.score().orElse(null), Types.VARCHAR)
        .param("pinned", definition.pinned().orElse(null), Types.INTEGER)
        .param("acknowledge", definition.acknowledge().map(Enum::name).orElse(null), Types.VARCHAR)
        .param("production", production.orElse(null), Types.INTEGER);
    change(statement, definition.name());
  }

  /** Asks for all slots to go to a version once it is loaded. */
  void want(EndpointName name, Wanted wanted) {
    var statement = jdbc.sql("""
                UPDATE router.endpoints
                SET wanted = :version, wanted_by = :by, wanted_why = :why, held_back = NULL, revision = revision + 1
                WHERE name = :name
                """)
        .param("version", wanted.version())
        .param("by", wanted.why().author())
        .param("why", wanted.why().reason())
        .param("name", name.value());
    change(statement, name);
  }

  /** The version that was wanted keeps out: says why, or, where it needs no table, nothing. */
  void settle(EndpointName name, Optional<String> heldBack) {
    var statement = jdbc.sql("""
                UPDATE router.endpoints
                SET wanted = NULL, wanted_by = NULL, wanted_why = NULL, held_back = :heldBack, revision = revision + 1
                WHERE name = :name
                """)
        .param("heldBack", heldBack.orElse(null), Types.VARCHAR)
        .param("name", name.value());
    change(statement, name);
  }

  /** A table comes in force, and with it whatever was wanted before is settled: the later word counts. */
  void take(EndpointName name, int tableVersion) {
    var statement = jdbc.sql("""
                UPDATE router.endpoints
                SET table_version = :version, wanted = NULL, wanted_by = NULL, wanted_why = NULL, held_back = NULL,
                  revision = revision + 1
                WHERE name = :name
                """).param("version", tableVersion).param("name", name.value());
    change(statement, name);
  }

  /** A version entered Production: endpoints that follow want it. */
  void enteredProduction(ModelVersion version, Attribution why) {
    lockProduction(version.model());
    changed(jdbc.sql("""
                UPDATE router.endpoints
                SET production = :version, revision = revision + 1,
                  held_back = CASE WHEN pinned IS NULL THEN NULL ELSE held_back END,
                  wanted = CASE WHEN pinned IS NULL THEN :version ELSE wanted END,
                  wanted_by = CASE WHEN pinned IS NULL THEN :by ELSE wanted_by END,
                  wanted_why = CASE WHEN pinned IS NULL THEN :why ELSE wanted_why END
                WHERE model = :model
                RETURNING name
                """)
        .param("version", version.number())
        .param("by", why.author())
        .param("why", why.reason())
        .param("model", version.model().value()));
  }

  /** A version left Production, perhaps for another that has entered already: who follows wants it no more. */
  void leftProduction(ModelVersion version) {
    lockProduction(version.model());
    changed(
        jdbc.sql("""
                UPDATE router.endpoints
                SET production = NULL, revision = revision + 1,
                  wanted = CASE WHEN pinned IS NULL THEN NULL ELSE wanted END,
                  wanted_by = CASE WHEN pinned IS NULL THEN NULL ELSE wanted_by END,
                  wanted_why = CASE WHEN pinned IS NULL THEN NULL ELSE wanted_why END
                WHERE model = :model AND production = :version
                RETURNING name
                """).param("model", version.model().value()).param("version", version.number()));
  }

  private void change(StatementSpec statement, EndpointName name) {
    if (statement.update() != 1) {
      throw new IllegalStateException("endpoint " + name + ": no row (expected: one)");
    }
    tell(name.value());
  }

  private void changed(StatementSpec statement) {
    statement.query(String.class).list().forEach(this::tell);
  }

  /** Heard by every replica, this one too, when the transaction commits. */
  private void tell(String name) {
    jdbc.sql("SELECT pg_notify(:channel, :name)")
        .param("channel", CHANNEL)
        .param("name", name)
        .query(rows -> {});
  }

  private static EndpointRow endpoint(ResultSet row) throws SQLException {
    var definition = new EndpointDefinition(
        new EndpointName(row.getString("name")),
        new ModelName(row.getString("model")),
        Optional.ofNullable(row.getString("unit")),
        Optional.ofNullable(row.getString("feature_service")),
        Optional.ofNullable(row.getString("score")),
        number(row, "pinned"),
        Optional.ofNullable(row.getString("acknowledge")).map(Acknowledgement::valueOf));
    Optional<Wanted> wanted = Optional.empty();
    Optional<Integer> version = number(row, "wanted");
    if (version.isPresent()) {
      var why = new Attribution(row.getString("wanted_by"), row.getString("wanted_why"));
      wanted = Optional.of(new Wanted(version.get(), why));
    }
    return new EndpointRow(
        definition,
        number(row, "production"),
        row.getInt("table_version"),
        wanted,
        Optional.ofNullable(row.getString("held_back")),
        row.getLong("revision"));
  }

  private static Optional<Integer> number(ResultSet row, String column) throws SQLException {
    int value = row.getInt(column);
    return row.wasNull() ? Optional.empty() : Optional.of(value);
  }
}
