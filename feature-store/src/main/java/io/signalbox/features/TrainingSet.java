package io.signalbox.features;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The as-of join of a spine with a feature service, stored as Parquet under its content hash.
 *
 * @param rows as many as the spine has, in its order (by time, then by ingestion)
 * @param columns keys, then the time, then request inputs and features, then the label
 * @param nulls missing values by column
 * @param lookups what was found in each view
 * @param knownAtCut whether nothing counts that was not known at a row's moment
 * @param quality where rows were scored, which then have two columns more, the last ones; rows below a tier are left out
 */
public record TrainingSet(
    TrainingSetId id,
    String service,
    int serviceVersion,
    Spine spine,
    long rows,
    List<Field> columns,
    Map<String, Long> nulls,
    Instant createdAt,
    List<Lookup> lookups,
    boolean knownAtCut,
    Optional<QualityFound> quality) {
  public TrainingSet {
    lookups = ImmutableList.copyOf(lookups);
    columns = ImmutableList.copyOf(columns);
    nulls = ImmutableMap.copyOf(nulls);
  }
}
