package io.signalbox.trainer.algorithm;

import io.signalbox.features.Column;
import io.signalbox.features.Table;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;

/**
 * The rows as a fit reads them. Dense numbers and set indicators are kept apart: a row of 150 columns has about 15 values.
 *
 * <p>Columns in the order of the coefficients: the numbers of all encoders, then the indicators of all encoders.
 */
final class Design {
  final int rows;
  final int numbers;
  final int columns;

  /** {@code [rows * numbers]}, by row. */
  final double[] values;

  /** Features with indicators. */
  final int slots;

  /** {@code [rows * slots]}: the column that is set, or -1. */
  final int[] set;

  Design(Encoding encoding, Table features, int[] rows) {
    this.rows = rows.length;
    this.numbers = encoding.numbers();
    this.columns = numbers + encoding.indicators();
    this.slots =
        (int) encoding.encoders().stream().filter(e -> e.indicators() > 0).count();
    this.values = new double[rows.length * numbers];
    this.set = new int[rows.length * slots];
    int number = 0;
    int slot = 0;
    int indicator = numbers;
    for (Encoder encoder : encoding.encoders()) {
      fill(encoder, features.column(encoder.feature()), rows, new Place(number, slot, indicator));
      number += encoder.numbers();
      slot += encoder.indicators() > 0 ? 1 : 0;
      indicator += encoder.indicators();
    }
  }

  private record Place(int number, int slot, int indicator) {}

  private void fill(Encoder encoder, Column column, int[] wanted, Place place) {
    switch (encoder) {
      case Encoder.Scaled number -> fillNumber(number, column, wanted, place);
      case Encoder.Flagged flagged -> {
        fillNumber(flagged.scaled(), column, wanted, place);
        for (int i = 0; i < wanted.length; i++) {
          set[i * slots + place.slot] = column.isMissing(wanted[i]) ? place.indicator : -1;
        }
      }
      case Encoder.Texts texts -> fillTexts(texts, (Column.Texts) column, wanted, place);
      case Encoder.Codes codes -> {
        double[] known = codes.values().toArray();
        for (int i = 0; i < wanted.length; i++) {
          int found = Arrays.binarySearch(known, Encoding.floatAt(column, wanted[i]) + 0.0);
          set[i * slots + place.slot] = found >= 0 ? place.indicator + found : -1;
        }
      }
    }
  }

  private void fillNumber(Encoder.Scaled number, Column column, int[] wanted, Place place) {
    for (int i = 0; i < wanted.length; i++) {
      values[i * numbers + place.number] = number.encode(column.numberAt(wanted[i]));
    }
  }

  private void fillTexts(Encoder.Texts texts, Column.Texts column, int[] wanted, Place place) {
    Map<String, Integer> known = new HashMap<>();
    for (String text : texts.values()) {
      known.put(text, place.indicator + known.size());
    }
    for (int i = 0; i < wanted.length; i++) {
      set[i * slots + place.slot] = known.getOrDefault(Encoding.textAt(column, wanted[i]), -1);
    }
  }

  /** Intercept plus the row's values times their coefficients. */
  double margin(int row, double intercept, double[] coefficients) {
    double sum = intercept;
    for (int j = 0, at = row * numbers; j < numbers; j++, at++) {
      sum += values[at] * coefficients[j];
    }
    for (int s = 0, at = row * slots; s < slots; s++, at++) {
      if (set[at] >= 0) {
        sum += coefficients[set[at]];
      }
    }
    return sum;
  }
}
