package io.signalbox.features;

import com.google.common.collect.ImmutableList;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/** Questions that come again and again, prepared once for as long as the definitions stay as they are. */
public interface OnlineReads {

  /**
   * A question for features that go by these texts.
   *
   * @param reading asked for each text where the question is new
   * @throws FeaturesException if a view or feature is unknown, or not served
   */
  Prepared features(List<String> texts, Function<String, FeatureReference> reading);

  /** A question for a feature service; empty if there is none of this name. */
  Optional<Prepared> service(String name);

  /** What a question needs, and the way to its answer. */
  record Prepared(
      List<FeatureReference> references,
      List<Field> keys,
      List<Field> requestInputs,
      Lookup lookup,
      Rating rating) {
    public Prepared {
      references = ImmutableList.copyOf(references);
      keys = ImmutableList.copyOf(keys);
      requestInputs = ImmutableList.copyOf(requestInputs);
    }
  }

  /** As {@link Lookup}, with a score for each row, which costs more. */
  interface Rating {
    RatedFeatures at(Instant moment, Table inputs);
  }

  /** As {@link Features#lookup(List, Instant, Table)}. */
  interface Lookup {
    OnlineFeatures at(Instant moment, Table inputs);
  }
}
