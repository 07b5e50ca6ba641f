package io.signalbox.router.inference;

import io.signalbox.features.Table;
import io.signalbox.router.LoadedModel;
import io.signalbox.router.RouterException.DoesNotLoad;
import java.util.List;
import java.util.Optional;

/** A model that can be asked. */
interface ScoringModel extends LoadedModel {

  List<ModelInput> inputs();

  /** At least one. */
  List<ModelOutput> outputs();

  /**
   * Scores rows of a table.
   *
   * @param rows which, in this order
   * @return a tensor for each of {@link #outputs}, with one row for each of {@code rows}
   * @throws ScoringFailed if the model does not answer
   */
  List<Tensor> run(Feed feed, Table table, int[] rows);

  /**
   * The output that outcomes are compared with.
   *
   * @param declared its name; absent: the first
   * @throws DoesNotLoad if there is no output of that name, or it gives no number a row
   */
  default ModelOutput scoreOutput(Optional<String> declared) {
    List<String> names = outputs().stream().map(ModelOutput::name).toList();
    ModelOutput score = declared
        .map(name -> {
          if (!names.contains(name)) {
            throw new DoesNotLoad(
                "score: %s of %s (expected: one of %s)".formatted(name, version(), names));
          }
          return outputs().get(names.indexOf(name));
        })
        .orElse(outputs().getFirst());
    if (declared.isPresent() && !score.mayBeScore()) {
      throw new DoesNotLoad("score: %s of %s is %s with %d values a row (expected: a number)"
          .formatted(score.name(), version(), score.datatype(), score.width()));
    }
    return score;
  }
}
