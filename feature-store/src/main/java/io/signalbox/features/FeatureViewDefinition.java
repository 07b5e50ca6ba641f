package io.signalbox.features;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import java.time.Duration;
import java.time.ZoneId;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Features of one entity that arrive as rows. A batch has exactly these columns: the entity's join
 * keys, the event time, the known-at time where one is named, and {@code columns}.
 *
 * <pre>{@code
 * kind: FeatureView
 * name: weather
 * entity: airport
 * event_time: observed_at
 * ttl: 3h
 * columns:
 *   - {name: temperature_f, type: float64, nullable: true}
 *   - {name: wind_speed_mph, type: float64, nullable: true}
 * contract:
 *   - {column: wind_speed_mph, min: 0, max: 200}
 * }</pre>
 *
 * @param eventTime the timestamp column that says when a row came to hold, or {@code always} for a
 *     view without history, where the row last ingested holds at every moment
 * @param knownAt the timestamp column that says when a row became known; absent: its event time
 * @param repeats what a further row of the same keys and event time is to aggregates and to training sets that are built on the view;
 *     absent: count
 * @param ttl the greatest age of a value that is still served, inclusive; absent: no limit
 * @param zone where timestamps without a zone are from; absent: such timestamps are refused
 * @param partition the length of time that shares a Parquet file; absent: month
 * @param online whether values are kept in memory to be served; absent: true
 */
public record FeatureViewDefinition(
    String name,
    Optional<String> description,
    String entity,
    String eventTime,
    Optional<String> knownAt,
    Optional<Repeats> repeats,
    Optional<Duration> ttl,
    Optional<ZoneId> zone,
    Optional<Partition> partition,
    Optional<Boolean> online,
    List<ColumnDefinition> columns,
    List<ContractRule> contract,
    Optional<String> owner,
    Map<String, String> tags)
    implements Definition {

  /** The event time of a view without history. */
  public static final String ALWAYS = "always";

  public FeatureViewDefinition {
    columns = columns == null ? ImmutableList.of() : ImmutableList.copyOf(columns);
    contract = contract == null ? ImmutableList.of() : ImmutableList.copyOf(contract);
    tags = tags == null ? ImmutableMap.of() : ImmutableMap.copyOf(tags);
  }

  /** Without owner and tags. */
  public FeatureViewDefinition(
      String name,
      Optional<String> description,
      String entity,
      String eventTime,
      Optional<String> knownAt,
      Optional<Repeats> repeats,
      Optional<Duration> ttl,
      Optional<ZoneId> zone,
      Optional<Partition> partition,
      Optional<Boolean> online,
      List<ColumnDefinition> columns,
      List<ContractRule> contract) {
    this(
        name,
        description,
        entity,
        eventTime,
        knownAt,
        repeats,
        ttl,
        zone,
        partition,
        online,
        columns,
        contract,
        Optional.empty(),
        ImmutableMap.of());
  }

  /** Whether a row takes the place of those of the same keys and event time. */
  boolean replaces() {
    return repeats.equals(Optional.of(Repeats.REPLACE));
  }

  /** What rows of the same keys and event time are. */
  public enum Repeats {
    /** Each an event of its own: two flights that leave an airport in one minute. */
    @JsonProperty("count")
    COUNT,
    /** One event, sent again or corrected: it counts as it was known last. The keys name the event. */
    @JsonProperty("replace")
    REPLACE
  }

  /** A calendar unit in UTC. */
  public enum Partition {
    @JsonProperty("day")
    DAY,
    @JsonProperty("month")
    MONTH,
    @JsonProperty("year")
    YEAR
  }
}
