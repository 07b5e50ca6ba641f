package io.signalbox.registry.tracking;

import io.signalbox.registry.Tracking.RunStatus;
import io.signalbox.registry.search.Page;
import io.signalbox.registry.search.PageRequest;
import io.signalbox.registry.search.SearchRequest;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/** Runs and what is logged with them. Every method throws {@code RegistryException} for what it does not know or allow. */
public interface Runs {

  RunDetails create(NewRun run);

  /** The run of this id, also a deleted one. */
  RunDetails get(String id);

  /** Changes what is given. */
  RunInfo update(
      String id, Optional<RunStatus> status, OptionalLong endMillis, Optional<String> name);

  void log(String id, Batch batch);

  void logMetric(String id, MetricPoint point);

  void logParam(String id, String key, String value);

  void setTag(String id, String key, String value);

  void deleteTag(String id, String key);

  void delete(String id);

  void restore(String id);

  /** Adds a model's description (JSON) to the tag in which MLflow 2 clients keep the history of logged models. */
  void recordModel(String id, String modelJson);

  void logInputs(String id, List<Dataset> datasets, List<String> modelIds);

  void logOutputs(String id, List<RunDetails.ModelOutput> models);

  /** Newest first, unless an order is given. */
  Page<RunDetails> search(List<String> experimentIds, View view, SearchRequest request);

  /** Every point of a metric, in the order in which they came. */
  Page<MetricPoint> history(String id, String metric, PageRequest page);

  /** The points of a metric in several runs, by run, time, step and value; a run that is not there has none. */
  List<RunMetric> histories(List<String> ids, String metric, int most);

  /**
   * Points of a metric in several runs, by run, step, time and value: of each run at most so many, evenly spread, the
   * first and the last among them.
   */
  List<RunMetric> samples(
      List<String> ids, String metric, Optional<StepRange> steps, int mostOfRun);
}
