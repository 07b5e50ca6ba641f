package io.signalbox.router.journal;

import com.google.common.collect.ImmutableList;
import com.google.common.hash.Hashing;
import io.signalbox.features.Column;
import io.signalbox.features.Field;
import io.signalbox.features.ValueType;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * Which features the arrays of a prediction hold, in order.
 *
 * @param id a hash of the rest
 */
public record FeatureLayout(
    long id,
    Optional<String> service,
    int serviceVersion,
    List<String> names,
    List<ValueType> types) {

  /** Names the moment at which the features were looked up; no feature, input or key has such a name. */
  public static final String ASKED_AT = "@asked_at";

  public FeatureLayout {
    names = ImmutableList.copyOf(names);
    types = ImmutableList.copyOf(types);
  }

  /**
   * The layout of these fields.
   *
   * @param service the feature service; absent where the caller sends the model's own inputs
   */
  public static FeatureLayout of(Optional<String> service, int serviceVersion, List<Field> fields) {
    var text = new StringBuilder(service.orElse("")).append('@').append(serviceVersion);
    fields.forEach(
        field -> text.append('\n').append(field.type()).append(' ').append(field.name()));
    long id = Hashing.sha256().hashString(text, StandardCharsets.UTF_8).asLong();
    return new FeatureLayout(
        id,
        service,
        serviceVersion,
        fields.stream().map(Field::name).toList(),
        fields.stream().map(Field::type).toList());
  }

  String[] typeNames() {
    return types.stream().map(type -> type.name().toLowerCase(Locale.ROOT)).toArray(String[]::new);
  }

  /** Writes the three arrays for a row of columns that are as this layout says. */
  void write(Tuple tuple, List<Column> columns, int row) {
    int numbers = tuple.beginArray(Tuple.FLOAT8, count(Kind.NUMBER));
    for (int i = 0; i < columns.size(); i++) {
      if (kindOf(i) == Kind.NUMBER) {
        tuple.number(columns.get(i).numberAt(row));
      }
    }
    tuple.endArray(numbers);
    int integers = tuple.beginArray(Tuple.INT8, count(Kind.INTEGER));
    for (int i = 0; i < columns.size(); i++) {
      if (columns.get(i) instanceof Column.Longs longs) {
        if (longs.isMissing(row)) {
          tuple.nothing();
        } else {
          tuple.bigint(longs.at(row));
        }
      }
    }
    tuple.endArray(integers);
    int texts = tuple.beginArray(Tuple.TEXT, count(Kind.TEXT));
    for (int i = 0; i < columns.size(); i++) {
      if (columns.get(i) instanceof Column.Texts column) {
        tuple.text(column.at(row));
      }
    }
    tuple.endArray(texts);
  }

  Kind kindOf(int feature) {
    return switch (types.get(feature).holding()) {
      case DOUBLE -> Kind.NUMBER;
      case LONG -> Kind.INTEGER;
      case TEXT -> Kind.TEXT;
    };
  }

  private int count(Kind kind) {
    int count = 0;
    for (int i = 0; i < types.size(); i++) {
      count += kindOf(i) == kind ? 1 : 0;
    }
    return count;
  }

  /** Which of the three arrays holds a feature. */
  enum Kind {
    NUMBER,
    INTEGER,
    TEXT
  }
}
