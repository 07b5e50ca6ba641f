package io.signalbox.monitor.report;

import io.signalbox.features.FeatureService;
import io.signalbox.features.Features;
import io.signalbox.features.Field;
import io.signalbox.features.TrainingSet;
import io.signalbox.features.TrainingSetId;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.springframework.stereotype.Component;

/** What versions learnt from, found by the tag that the trainer leaves. */
@Component
class TrainingSets {
  private static final String TAG = "signalbox.training_set";

  private final Features features;

  TrainingSets(Features features) {
    this.features = features;
  }

  /** The version's training set, or why there is none. */
  Found find(Subject subject) {
    String hash = subject.version().tags().get(TAG);
    if (hash == null || !hash.matches("[0-9a-f]{64}")) {
      return Found.none(
          "version %s has no tag %s with a training set".formatted(subject.id(), TAG));
    }
    Optional<TrainingSet> set = features.trainingSet(new TrainingSetId(hash));
    if (set.isEmpty()) {
      return Found.none("the training set %s of version %s is gone".formatted(hash, subject.id()));
    }
    return features
        .service(set.get().service(), set.get().serviceVersion())
        .map(service -> new Found(set, names(service), ""))
        .orElseGet(() -> Found.none("the feature service %s@%d of the training set is gone"
            .formatted(set.get().service(), set.get().serviceVersion())));
  }

  private static List<String> names(FeatureService service) {
    return Stream.concat(service.requestInputs().stream(), service.features().stream())
        .map(Field::name)
        .distinct()
        .toList();
  }

  /**
   * A training set, or why there is none.
   *
   * @param features request inputs and features, which the model reads
   */
  record Found(Optional<TrainingSet> set, List<String> features, String missing) {
    static Found none(String why) {
      return new Found(Optional.empty(), List.of(), why);
    }

    String words() {
      return set.map(found -> "training set %s of %d rows from %s to %s"
              .formatted(
                  found.id().hash().substring(0, 12),
                  found.rows(),
                  found.spine().from(),
                  found.spine().until()))
          .orElse("");
    }
  }
}
