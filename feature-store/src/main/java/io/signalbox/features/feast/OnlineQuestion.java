package io.signalbox.features.feast;

import com.google.common.collect.ImmutableList;
import io.signalbox.features.Column;
import io.signalbox.features.Field;
import io.signalbox.features.Table;
import io.signalbox.features.text.JsonFault;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * The body of {@code /get-online-features}.
 *
 * @param entities values by column, all of one length
 * @param service wins over features
 */
record OnlineQuestion(
    Map<String, List<JsonNode>> entities,
    Optional<String> service,
    List<String> features,
    boolean fullFeatureNames,
    boolean withVersions) {

  /** More rows in one question are refused. */
  static final int MOST_ROWS = 100_000;

  private static final JsonMapper JSON = JsonMapper.builder().build();

  static OnlineQuestion parse(byte[] body) {
    JsonNode root;
    try {
      root = JSON.readTree(body);
    } catch (JacksonException e) {
      throw FeastRefusal.unreadable(JsonFault.of(e));
    }
    if (root == null || !root.isObject()) {
      throw FeastRefusal.unreadable("body: no JSON object (expected: one)");
    }
    JsonNode service = root.path("feature_service");
    List<String> features = new ArrayList<>();
    root.path("features").forEach(it -> features.add(text("features", it)));
    if (!service.isString() && features.isEmpty()) {
      throw FeastRefusal.unreadable("features: none (expected: features or feature_service)");
    }
    return new OnlineQuestion(
        entities(root.path("entities")),
        service.isString() ? Optional.of(service.stringValue()) : Optional.empty(),
        ImmutableList.copyOf(features),
        root.path("full_feature_names").asBoolean(false),
        root.path("include_feature_view_version_metadata").asBoolean(false));
  }

  private static Map<String, List<JsonNode>> entities(JsonNode node) {
    if (!node.isObject() || node.isEmpty()) {
      throw FeastRefusal.unreadable("entities: missing (expected: values by join key)");
    }
    Map<String, List<JsonNode>> entities = new LinkedHashMap<>();
    int rows = -1;
    for (Map.Entry<String, JsonNode> entry : node.properties()) {
      if (!entry.getValue().isArray()) {
        throw FeastRefusal.unreadable("entities." + entry.getKey() + ": no list (expected: one)");
      }
      List<JsonNode> values = ImmutableList.copyOf(entry.getValue());
      if (rows >= 0 && values.size() != rows) {
        throw FeastRefusal.invalid("entities.%s: %d values (expected: %d, as the others)"
            .formatted(entry.getKey(), values.size(), rows));
      }
      rows = values.size();
      entities.put(entry.getKey(), values);
    }
    if (rows > MOST_ROWS) {
      throw FeastRefusal.invalid(
          "entities: %d rows (expected: at most %d)".formatted(rows, MOST_ROWS));
    }
    return entities;
  }

  private static String text(String field, JsonNode node) {
    if (!node.isString()) {
      throw FeastRefusal.unreadable(field + ": " + node + " (expected: a string)");
    }
    return node.stringValue();
  }

  int rows() {
    return entities.values().iterator().next().size();
  }

  /** The columns of these names and types. */
  Table table(List<Field> keys) {
    List<Column> columns = new ArrayList<>();
    for (Field key : keys) {
      List<JsonNode> values = entities.get(key.name());
      if (values == null) {
        throw FeastRefusal.invalid("entities: no %s (expected: the join keys %s)"
            .formatted(key.name(), keys.stream().map(Field::name).toList()));
      }
      columns.add(column(key, values));
    }
    return new Table(rows(), columns);
  }

  private static Column column(Field key, List<JsonNode> values) {
    return switch (key.type()) {
      case STRING -> {
        @Nullable String[] texts = new @Nullable String[values.size()];
        for (int row = 0; row < texts.length; row++) {
          texts[row] = values.get(row).isNull() ? null : values.get(row).stringValue(null);
          check(values.get(row).isNull() || values.get(row).isString(), key, values.get(row));
        }
        yield new Column.Texts(key.name(), Arrays.asList(texts));
      }
      case INT64 -> {
        long[] longs = new long[values.size()];
        var missing = new BitSet();
        for (int row = 0; row < longs.length; row++) {
          JsonNode value = values.get(row);
          check(
              value.isNull() || (value.isIntegralNumber() && value.canConvertToLong()), key, value);
          missing.set(row, value.isNull());
          longs[row] = value.isNull() ? 0 : value.longValue();
        }
        yield new Column.Longs(key.name(), key.type(), longs, missing);
      }
      default -> throw new IllegalStateException("join key of type " + key.type());
    };
  }

  private static void check(boolean expected, Field key, JsonNode value) {
    if (!expected) {
      throw FeastRefusal.invalid(
          "entities.%s: %s (expected: %s)".formatted(key.name(), value, key.type()));
    }
  }
}
