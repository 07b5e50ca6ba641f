package io.signalbox.features;

import com.google.common.collect.ImmutableList;
import java.util.List;

/**
 * Features of n rows, each with how it was come by.
 *
 * @param statuses by feature, then row
 * @param eventMicros by feature, then row: when the value came to hold, 0 where there is none
 */
public record OnlineFeatures(
    List<Column> features, List<Status[]> statuses, List<long[]> eventMicros) {

  public OnlineFeatures {
    features = ImmutableList.copyOf(features);
    statuses = ImmutableList.copyOf(statuses);
    eventMicros = ImmutableList.copyOf(eventMicros);
  }

  /** The words of Feast's protocol. */
  public enum Status {
    PRESENT,
    /** The row that holds has no value. */
    NULL_VALUE,
    /** No row of this key was known. */
    NOT_FOUND,
    /** The row that holds is older than the view's ttl; there is no fresher one. */
    OUTSIDE_MAX_AGE,
    /** The key is not in memory, and PostgreSQL, which would have to be asked, is away. */
    INVALID
  }
}
