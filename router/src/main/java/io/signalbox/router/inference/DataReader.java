package io.signalbox.router.inference;

import com.google.common.primitives.ImmutableLongArray;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonParser.NumberType;
import tools.jackson.core.JsonToken;

/** Reads the data of a tensor, nested as its shape is or flat. */
final class DataReader {

  private static final int MOST_DIMENSIONS = 8;
  private static final String DATA = ".data";
  private static final long UNKNOWN = -1;

  private final Elements elements = new Elements();
  private final long[] sizes = new long[MOST_DIMENSIONS];
  private final String where;
  private int depth;
  private boolean even = true;

  private DataReader(String where) {
    this.where = where;
    Arrays.fill(sizes, UNKNOWN);
  }

  /** @param where the input lies */
  static DataReader read(JsonParser json, String where) {
    Json.expectArray(json, where, DATA);
    DataReader reader = new DataReader(where);
    reader.array(json, 0);
    return reader;
  }

  Elements elements() {
    return elements;
  }

  private void array(JsonParser json, int level) {
    if (level == MOST_DIMENSIONS) {
      throw Refusal.of("%s%s: more than %d dimensions", where, DATA, MOST_DIMENSIONS);
    }
    depth = Math.max(depth, level + 1);
    long size = 0;
    boolean leaves = false;
    boolean arrays = false;
    for (JsonToken token = json.nextToken();
        token != JsonToken.END_ARRAY;
        token = json.nextToken()) {
      if (token == JsonToken.START_ARRAY) {
        arrays = true;
        array(json, level + 1);
      } else {
        leaves = true;
        leaf(json, token);
      }
      size++;
    }
    even &= !(leaves && depth > level + 1) && (sizes[level] == UNKNOWN || sizes[level] == size);
    even &= !arrays || !leaves;
    sizes[level] = size;
  }

  private void leaf(JsonParser json, @Nullable JsonToken token) {
    switch (token) {
      case VALUE_NULL -> elements.addNull();
      case VALUE_TRUE -> elements.add(true);
      case VALUE_FALSE -> elements.add(false);
      case VALUE_STRING -> elements.add(Texts.checked(json.getString(), where, DATA));
      case VALUE_NUMBER_FLOAT -> elements.add(json.getDoubleValue());
      case VALUE_NUMBER_INT -> integer(json);
      case null, default ->
        throw Refusal.of("%s%s: %s (expected: values)", where, DATA, Json.word(json));
    }
  }

  private void integer(JsonParser json) {
    if (json.getNumberType() == NumberType.BIG_INTEGER) {
      elements.addHuge();
    } else {
      elements.add(json.getLongValue());
    }
  }

  /** @throws Refusal if these are not as many values as the shape says, nested like it or flat */
  void expectShape(ImmutableLongArray shape, String input) {
    if (shape.isEmpty()) {
      throw Refusal.of("input %s: shape [] (expected: the number of rows first)", input);
    }
    long values = 1;
    for (int i = 0; i < shape.length() && values <= elements.size(); i++) {
      values *= shape.get(i);
    }
    if (values != elements.size()) {
      throw Refusal.of(
          "input %s: %d values (expected: those of shape %s)", input, elements.size(), shape);
    }
    if (depth > 1
        && (!even || !shape.equals(ImmutableLongArray.copyOf(sizes).subArray(0, depth)))) {
      throw Refusal.of(
          "input %s: data nested otherwise than shape %s (expected: alike, or flat)", input, shape);
    }
  }
}
