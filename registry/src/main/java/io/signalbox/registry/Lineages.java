package io.signalbox.registry;

import com.google.common.collect.ImmutableList;
import java.util.List;

/** Lineage both ways: what a version comes from, and which versions come from something. */
public interface Lineages {

  /** Where the version comes from and where it went. @throws RegistryException if it is unknown */
  Lineage of(ModelVersion version);

  /** The versions that come from this, the newest first, at most {@value #MOST_DESCENDANTS}. */
  List<Descendant> from(Ancestor ancestor);

  int MOST_DESCENDANTS = 1_000;

  /**
   * What versions come from.
   *
   * @param value of a feature service: its name, or name and version as in {@code flight_live@1}; of a dataset: its digest
   */
  record Ancestor(Kind kind, String value) {}

  /** Kinds of ancestors. */
  enum Kind {
    TRAINING_SET,
    FEATURE_SERVICE,
    RUN,
    CODE,
    DATASET
  }

  /** A version, with the endpoints that it serves or shadows now. */
  record Descendant(ModelName model, int version, Stage stage, List<String> endpoints) {
    public Descendant {
      endpoints = ImmutableList.copyOf(endpoints);
    }
  }
}
