package io.signalbox.registry.tracking;

import com.google.common.collect.ImmutableList;
import io.signalbox.registry.search.PageRequest;
import java.util.List;
import java.util.Optional;

/**
 * Which logged models are wanted.
 *
 * @param datasets conditions on metrics look at points measured on one of these; without such conditions, models that
 *     have any point on one of them; none: wherever they were measured
 * @param order newest first where it is empty
 */
public record LoggedModelQuery(
    List<String> experimentIds,
    String filter,
    List<OnDataset> datasets,
    List<By> order,
    PageRequest page) {
  public LoggedModelQuery {
    experimentIds = ImmutableList.copyOf(experimentIds);
    datasets = ImmutableList.copyOf(datasets);
    order = ImmutableList.copyOf(order);
  }

  /** A dataset by name, by digest or by both; by neither: any. */
  public record OnDataset(Optional<String> name, Optional<String> digest) {}

  /** A field, and for a metric where its latest point was measured. */
  public record By(String field, boolean ascending, OnDataset dataset) {}
}
