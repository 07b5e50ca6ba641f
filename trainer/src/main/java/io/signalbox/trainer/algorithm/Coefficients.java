package io.signalbox.trainer.algorithm;

import com.google.common.collect.ImmutableList;
import java.util.ArrayList;
import java.util.List;

/** A model's coefficients with the columns they belong to, for people to read. */
public record Coefficients(double intercept, List<Term> terms) {
  public Coefficients {
    terms = ImmutableList.copyOf(terms);
  }

  /**
   * One coefficient.
   *
   * @param column {@code feature} for a standardised number, {@code feature is missing}, {@code feature=category}
   */
  public record Term(String column, double coefficient) {}

  public static Coefficients of(LogisticModel model) {
    var columns = new ArrayList<String>();
    for (Encoder encoder : model.encoding().encoders()) {
      if (encoder.numbers() > 0) {
        columns.add(encoder.feature());
      }
    }
    model.encoding().encoders().forEach(encoder -> columns.addAll(indicators(encoder)));
    var terms = new ArrayList<Term>();
    for (int j = 0; j < columns.size(); j++) {
      terms.add(new Term(columns.get(j), model.coefficients().get(j)));
    }
    return new Coefficients(model.intercept(), terms);
  }

  private static List<String> indicators(Encoder encoder) {
    String feature = encoder.feature();
    return switch (encoder) {
      case Encoder.Scaled _ -> List.of();
      case Encoder.Flagged _ -> List.of(feature + " is missing");
      case Encoder.Texts texts ->
        texts.values().stream().map(value -> feature + "=" + value).toList();
      case Encoder.Codes codes ->
        codes.values().stream().mapToObj(value -> feature + "=" + value).toList();
    };
  }
}
