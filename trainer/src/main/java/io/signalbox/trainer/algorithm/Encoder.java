package io.signalbox.trainer.algorithm;

import com.google.common.collect.ImmutableList;
import com.google.common.primitives.ImmutableDoubleArray;
import java.util.List;

/**
 * How one feature becomes columns of the design. Numbers pass through float, because that is what the ONNX graph is given: model and
 * graph see the same values.
 */
public sealed interface Encoder {

  /** The feature, and the name of the graph's input. */
  String feature();

  /** One standardised column; a missing value becomes the mean, that is 0. */
  record Scaled(String feature, float mean, float scale) implements Encoder {
    double encode(double value) {
      return Double.isNaN(value) ? 0 : ((float) value - (double) mean) * scale;
    }
  }

  /** A number that was missing in training: a further column says so. */
  record Flagged(Scaled scaled) implements Encoder {
    @Override
    public String feature() {
      return scaled.feature();
    }
  }

  /** A column for each text seen in training, sorted; all zero for any other. A missing text is the empty one. */
  record Texts(String feature, List<String> values) implements Encoder {
    public Texts {
      values = ImmutableList.copyOf(values);
    }
  }

  /** A column for each number seen in training, sorted; all zero for any other and for a missing one. */
  record Codes(String feature, ImmutableDoubleArray values) implements Encoder {}

  /** How many columns of the design are dense: 0 or 1. */
  default int numbers() {
    return switch (this) {
      case Scaled _, Flagged _ -> 1;
      case Texts _, Codes _ -> 0;
    };
  }

  /** How many columns are indicators, of which at most one is set in a row. */
  default int indicators() {
    return switch (this) {
      case Scaled _ -> 0;
      case Flagged _ -> 1;
      case Texts texts -> texts.values().size();
      case Codes codes -> codes.values().length();
    };
  }
}
