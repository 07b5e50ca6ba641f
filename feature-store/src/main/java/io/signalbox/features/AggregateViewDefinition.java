package io.signalbox.features;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Aggregates over the events of a window that ends at the moment of asking: event time in (t - window, t],
 * known by t. The join keys of the entity are columns of the event view.
 *
 * <pre>{@code
 * kind: AggregateView
 * name: origin_delays
 * entity: airport
 * over: departures
 * window: 3h
 * aggregates:
 *   - {name: delay_mean, function: mean, column: departure_delay_minutes}
 *   - {name: departures, function: count}
 * }</pre>
 *
 * @param over the feature view whose rows are the events; it has an event time
 * @param hop how far apart the ends of windows are, counted from the epoch in UTC: a question is answered as at the last such end, and
 *     what became known after it counts from the next on; absent: a window ends at the moment of asking
 */
public record AggregateViewDefinition(
    String name,
    Optional<String> description,
    String entity,
    String over,
    Duration window,
    Optional<Duration> hop,
    List<Aggregate> aggregates,
    Optional<String> owner,
    Map<String, String> tags)
    implements Definition {

  public AggregateViewDefinition {
    aggregates = aggregates == null ? ImmutableList.of() : ImmutableList.copyOf(aggregates);
    tags = tags == null ? ImmutableMap.of() : ImmutableMap.copyOf(tags);
  }

  /** Without owner and tags. */
  public AggregateViewDefinition(
      String name,
      Optional<String> description,
      String entity,
      String over,
      Duration window,
      Optional<Duration> hop,
      List<Aggregate> aggregates) {
    this(
        name,
        description,
        entity,
        over,
        window,
        hop,
        aggregates,
        Optional.empty(),
        ImmutableMap.of());
  }

  /**
   * One feature. Missing values are left out; where none is left a count is 0 and everything else is missing.
   *
   * @param column what is aggregated: a number, for last, count and distinct_count any type; only a count may go without, and then
   *     counts events
   */
  public record Aggregate(String name, Function function, Optional<String> column) {}

  /** A sum of integers is an int64, missing where it overflows, of decimal numbers a float64; a mean is always a float64. */
  public enum Function {
    @JsonProperty("count")
    COUNT,
    @JsonProperty("sum")
    SUM,
    @JsonProperty("mean")
    MEAN,
    @JsonProperty("min")
    MIN,
    @JsonProperty("max")
    MAX,
    @JsonProperty("last")
    LAST,
    @JsonProperty("distinct_count")
    DISTINCT_COUNT
  }
}
