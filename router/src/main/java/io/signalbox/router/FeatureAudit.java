package io.signalbox.router;

import com.google.common.collect.ImmutableList;
import io.signalbox.features.ConsistencyAudit;
import java.time.Instant;
import java.util.List;

/**
 * What an audit of an endpoint's predictions found.
 *
 * @param predictions all that were asked in the span
 * @param services by what the predictions read
 * @param unaudited predictions that could not be held against anything
 * @param examples some of the values that differ
 */
public record FeatureAudit(
    long predictions, List<OfService> services, List<Unaudited> unaudited, List<Example> examples) {

  public FeatureAudit {
    services = ImmutableList.copyOf(services);
    unaudited = ImmutableList.copyOf(unaudited);
    examples = ImmutableList.copyOf(examples);
  }

  /**
   * Predictions that read one version of a feature service.
   *
   * @param service {@code name@version}
   */
  public record OfService(
      String service, long predictions, List<ConsistencyAudit.Feature> features) {
    public OfService {
      features = ImmutableList.copyOf(features);
    }
  }

  /** Why, and how many. */
  public record Unaudited(String reason, long predictions) {}

  /**
   * A value that differs.
   *
   * @param at the moment of the prediction's id
   * @param logged as text; empty where none was answered
   * @param joined as text; empty where the join has none
   */
  public record Example(
      String predictionId, Instant at, String feature, String logged, String joined) {}
}
