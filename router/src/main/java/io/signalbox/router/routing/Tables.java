package io.signalbox.router.routing;

import com.google.common.collect.ImmutableList;
import io.signalbox.registry.Attribution;
import io.signalbox.router.EndpointName;
import io.signalbox.router.RoutingTable;
import io.signalbox.router.RoutingTable.Range;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Types;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

/** The rows of {@code router.tables}: written once, never changed. */
@Repository
class Tables {
  private static final String SELECT = """
      SELECT endpoint, version, range_ends, range_versions, shadows, author, reason, evidence_id, restores, at
      FROM router.tables
      """;

  private final JdbcClient jdbc;

  Tables(JdbcClient jdbc) {
    this.jdbc = jdbc;
  }

  Optional<RoutingTable> find(EndpointName endpoint, int version) {
    return jdbc.sql(SELECT + "WHERE endpoint = :endpoint AND version = :version")
        .param("endpoint", endpoint.value())
        .param("version", version)
        .query((row, number) -> table(row))
        .optional();
  }

  /**
   * What a rollback from this table restores: the table before it, where a table that is itself a restored one stands for the
   * original. So a second rollback walks further back, and never returns to what was rolled back.
   */
  Optional<RoutingTable> before(RoutingTable table) {
    RoutingTable origin = table;
    while (origin.restores().isPresent()) {
      origin = find(origin.endpoint(), origin.restores().get()).orElseThrow();
    }
    return origin.version() == 1 ? Optional.empty() : find(origin.endpoint(), origin.version() - 1);
  }

  /** The newest first. */
  List<RoutingTable> history(EndpointName endpoint) {
    return jdbc.sql(SELECT + "WHERE endpoint = :endpoint ORDER BY version DESC")
        .param("endpoint", endpoint.value())
        .query((row, number) -> table(row))
        .list();
  }

  /**
   * Stores a table.
   *
   * @param evidence the comparison that it names, as JSON
   */
  void append(RoutingTable table, Optional<String> evidence) {
    jdbc.sql("""
            INSERT INTO router.tables (endpoint, version, range_ends, range_versions, shadows, author, reason, evidence_id,
              evidence, restores, at)
            VALUES (:endpoint, :version, :ends, :versions, :shadows, :author, :reason, :evidenceId,
              CAST(:evidence AS jsonb), :restores, :at)
            """)
        .param("endpoint", table.endpoint().value())
        .param("version", table.version())
        .param("ends", table.ranges().stream().mapToInt(Range::until).toArray())
        .param("versions", table.ranges().stream().mapToInt(Range::modelVersion).toArray())
        .param("shadows", table.shadows().stream().mapToInt(Integer::intValue).toArray())
        .param("author", table.why().author())
        .param("reason", table.why().reason())
        .param("evidenceId", table.evidence().orElse(null), Types.VARCHAR)
        .param("evidence", evidence.orElse(null), Types.VARCHAR)
        .param("restores", table.restores().orElse(null), Types.INTEGER)
        .param("at", OffsetDateTime.ofInstant(table.at(), ZoneOffset.UTC))
        .update();
  }

  private static RoutingTable table(ResultSet row) throws SQLException {
    Integer[] ends = numbers(row, "range_ends");
    Integer[] versions = numbers(row, "range_versions");
    ImmutableList.Builder<Range> ranges = ImmutableList.builder();
    for (int i = 0; i < ends.length; i++) {
      ranges.add(new Range(i == 0 ? 0 : ends[i - 1], ends[i], versions[i]));
    }
    int restores = row.getInt("restores");
    return new RoutingTable(
        new EndpointName(row.getString("endpoint")),
        row.getInt("version"),
        ranges.build(),
        List.of(numbers(row, "shadows")),
        new Attribution(row.getString("author"), row.getString("reason")),
        Optional.ofNullable(row.getString("evidence_id")),
        restores == 0 ? Optional.empty() : Optional.of(restores), // 0 is JDBC's null
        row.getObject("at", OffsetDateTime.class).toInstant());
  }

  private static Integer[] numbers(ResultSet row, String column) throws SQLException {
    return (Integer[]) row.getArray(column).getArray();
  }
}
