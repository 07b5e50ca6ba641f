package io.signalbox.features;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** The feature store: definitions, ingestion, training sets, and the same values online. */
public interface Features {

  /**
   * Puts definitions in force, in any order; they may refer to each other. A definition that says what is in
   * force already changes nothing. All or nothing: everything is checked before anything is changed.
   *
   * @throws FeaturesException if a definition contradicts itself, another, or the rules
   */
  List<Applied> apply(List<Definition> definitions, String author);

  /** What is in force of this kind, by name. */
  List<DefinitionVersion> definitions(String kind);

  /** The feature service in force under this name. */
  Optional<FeatureService> service(String name);

  /** One version of a feature service. */
  Optional<FeatureService> service(String name, int version);

  /**
   * Builds the training set, or returns the stored one where inputs and definitions are the same.
   *
   * @param service its name, for the version in force, or {@code name@version}
   * @throws FeaturesException if the service or the view is unknown, a column is missing, or the spine has no rows
   */
  default TrainingSet trainingSet(String service, Spine spine) {
    return trainingSet(service, spine, Progress.NONE);
  }

  /** As the other; who watches may break it off, and it then fails in any way. */
  TrainingSet trainingSet(String service, Spine spine, Progress progress);

  Optional<TrainingSet> trainingSet(TrainingSetId id);

  /** Reads these columns of a stored training set, in row order. */
  Table read(TrainingSetId id, List<String> columns);

  /**
   * The service's features as they were known at a moment, from memory; the same values, bit for bit, as a training set
   * has for that moment. Does no database work, so it serves on while PostgreSQL is away.
   *
   * @param inputs columns for the keys and request inputs of the service, n rows
   * @return n rows, in order: request inputs, then features
   */
  Table online(FeatureService service, Instant at, Table inputs);

  /** The service's features, each with its status. As {@link #online}. */
  OnlineFeatures lookup(FeatureService service, Instant at, Table inputs);

  /** The columns of the rows that a feature view takes; empty if there is none of this name. */
  Optional<RowSchema> rows(String view);

  /** The views that are kept in memory, by name. */
  List<String> served();

  /** Brings memory up to date with all that is stored by now of these views, also what another server ingested. */
  void refresh(List<String> views);

  /** The join keys of the views of these features, each once. */
  List<Field> keys(List<FeatureReference> features);

  /** What the caller must send for these features, beside the join keys: inputs of request views, each once. */
  List<Field> requestInputs(List<FeatureReference> features);

  /**
   * Features by reference, each with its status, as they were known at a moment. As {@link #online}.
   *
   * @param inputs columns for the join keys of their views, n rows
   * @throws FeaturesException if a view or feature is unknown
   */
  OnlineFeatures lookup(List<FeatureReference> features, Instant at, Table inputs);
}
