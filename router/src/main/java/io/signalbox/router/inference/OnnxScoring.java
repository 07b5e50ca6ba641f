package io.signalbox.router.inference;

import io.signalbox.features.Table;
import io.signalbox.registry.ModelVersion;
import io.signalbox.router.RouterException.DoesNotLoad;
import io.signalbox.router.Scoring;
import java.util.Optional;
import org.springframework.stereotype.Component;

/** Scores a table in chunks, with a copy of the model that is loaded for it. */
@Component
class OnnxScoring implements Scoring {

  private static final int CHUNK = 8192;
  private static final String PROBABILITY = "probability";

  private final OnnxModels models;

  OnnxScoring(OnnxModels models) {
    this.models = models;
  }

  @Override
  public double[] score(ModelVersion version, Table inputs) {
    try (OnnxModel model = models.load(version)) {
      return score(model, inputs);
    }
  }

  private static double[] score(ScoringModel model, Table inputs) {
    Feed feed = Feed.of(model, inputs);
    int output = model.outputs().indexOf(scoreOutput(model));
    var scores = new double[inputs.rows()];
    for (int from = 0; from < scores.length; from += CHUNK) {
      var rows = new int[Math.min(CHUNK, scores.length - from)];
      for (int i = 0; i < rows.length; i++) {
        rows[i] = from + i;
      }
      double[] chunk = model.run(feed, inputs, rows).get(output).scores();
      System.arraycopy(chunk, 0, scores, from, chunk.length);
    }
    return scores;
  }

  /** The output called probability, else the first. */
  private static ModelOutput scoreOutput(ScoringModel model) {
    Optional<String> probability = model.outputs().stream()
        .map(ModelOutput::name)
        .filter(PROBABILITY::equals)
        .findFirst();
    ModelOutput output = model.scoreOutput(probability);
    if (!output.mayBeScore()) {
      throw new DoesNotLoad(
          "%s answers %s (expected: a number a row)".formatted(model.version(), output));
    }
    return output;
  }
}
