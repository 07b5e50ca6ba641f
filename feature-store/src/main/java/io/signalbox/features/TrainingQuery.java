package io.signalbox.features;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A training set to be built.
 *
 * @param columns what the spine gives, in order: keys, the time, request inputs; the label is last in the result
 * @param asTheyCame whether the rows are in the order of the spine's sequence, and all of them; if not, by time, and as its moments say
 * @param knownAtCut whether a row counts from when it was known
 * @param quality whether rows are scored
 * @param sources the rows of each view's history that the plan reads, by {@code view} and {@code history}
 */
public record TrainingQuery(
    Spine spine,
    StoredRows spineRows,
    List<Field> columns,
    ReadPlan plan,
    Map<RowSchema, StoredRows> sources,
    boolean asTheyCame,
    boolean knownAtCut,
    Optional<QualityQuery> quality) {
  public TrainingQuery {
    columns = ImmutableList.copyOf(columns);
    sources = ImmutableMap.copyOf(sources);
  }
}
