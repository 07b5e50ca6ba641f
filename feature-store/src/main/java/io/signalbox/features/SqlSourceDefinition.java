package io.signalbox.features;

import com.google.common.collect.ImmutableMap;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;

/**
 * A query over a PostgreSQL of the user's own, whose rows are ingested into a feature view as they become known there.
 *
 * <pre>{@code
 * kind: SqlSource
 * name: balances
 * view: accounts
 * database: billing
 * query: SELECT customer_id, booked_at, recorded_at, balance FROM accounts
 * every: 5m
 * }</pre>
 *
 * @param view the feature view; the query has exactly its columns, and is read by its known-at (the event time where it has none)
 * @param database the name under which the server's settings have its address: {@code signalbox.sources.billing.url}
 * @param query one statement that reads
 * @param every how often it is read; absent: only when it is asked for
 * @param lag rows that became known less than this ago are left to the next time, because transactions that began before may not
 *     have ended; absent: ten seconds
 */
public record SqlSourceDefinition(
    String name,
    Optional<String> description,
    String view,
    String database,
    String query,
    Optional<Duration> every,
    Optional<Duration> lag,
    Optional<String> owner,
    Map<String, String> tags)
    implements Definition {

  public SqlSourceDefinition {
    tags = tags == null ? ImmutableMap.of() : ImmutableMap.copyOf(tags);
  }

  /** Without owner and tags. */
  public SqlSourceDefinition(
      String name,
      String view,
      String database,
      String query,
      Optional<Duration> every,
      Optional<Duration> lag) {
    this(
        name,
        Optional.empty(),
        view,
        database,
        query,
        every,
        lag,
        Optional.empty(),
        ImmutableMap.of());
  }
}
