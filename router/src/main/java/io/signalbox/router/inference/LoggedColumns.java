package io.signalbox.router.inference;

import com.google.common.primitives.ImmutableIntArray;
import io.signalbox.features.Column;
import io.signalbox.features.FeatureService;
import io.signalbox.features.Field;
import io.signalbox.features.Micros;
import io.signalbox.features.Table;
import io.signalbox.features.ValueType;
import io.signalbox.router.journal.FeatureLayout;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;

/**
 * What a prediction's record has beside features, so that anybody can look them up again: the join keys that are no request inputs, and
 * the very moment of the lookup, which is not that of the prediction's id. Where nothing is looked up there is nothing beside.
 *
 * @param keys their places among the columns of a question
 */
record LoggedColumns(List<Field> fields, ImmutableIntArray keys) {

  static final LoggedColumns NOTHING = new LoggedColumns(List.of(), ImmutableIntArray.of());

  /** @param inputs the columns of a question, in order */
  static LoggedColumns of(FeatureService service, List<Field> inputs) {
    if (service.features().isEmpty()) {
      return NOTHING;
    }
    List<Field> fields = new ArrayList<>();
    var places = ImmutableIntArray.builder();
    for (int i = 0; i < inputs.size(); i++) {
      String name = inputs.get(i).name();
      if (service.requestInputs().stream().noneMatch(it -> it.name().equals(name))) {
        fields.add(inputs.get(i));
        places.add(i);
      }
    }
    fields.add(new Field(FeatureLayout.ASKED_AT, ValueType.TIMESTAMP, false));
    return new LoggedColumns(List.copyOf(fields), places.build());
  }

  /** The fields of a layout. */
  List<Field> after(List<Field> features) {
    if (fields.isEmpty()) {
      return features;
    }
    List<Field> all = new ArrayList<>(features);
    all.addAll(fields);
    return all;
  }

  /** The columns of such a layout. */
  List<Column> after(Table features, Table question, Instant asked) {
    if (fields.isEmpty()) {
      return features.columns();
    }
    List<Column> all = new ArrayList<>(features.columns().size() + fields.size());
    all.addAll(features.columns());
    keys.forEach(place -> all.add(question.columns().get(place)));
    long[] moments = new long[features.rows()];
    Arrays.fill(moments, Micros.of(asked));
    all.add(new Column.Longs(FeatureLayout.ASKED_AT, ValueType.TIMESTAMP, moments, new BitSet(0)));
    return all;
  }
}
