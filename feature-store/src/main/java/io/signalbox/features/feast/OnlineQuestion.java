package io.signalbox.features.feast;

import com.google.common.collect.ImmutableList;
import io.signalbox.features.Column;
import io.signalbox.features.Field;
import io.signalbox.features.Table;
import io.signalbox.features.Tier;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import tools.jackson.databind.JsonNode;

/**
 * The body of {@code /get-online-features}.
 *
 * @param entities values by column, all of one length
 * @param service wins over features
 * @param leastTier where rows are to be scored, which no SDK asks for; those below are not answered
 */
record OnlineQuestion(
    Map<String, List<JsonNode>> entities,
    Optional<String> service,
    List<String> features,
    boolean fullFeatureNames,
    boolean withVersions,
    Optional<Tier> leastTier) {

  /** More rows in one question are refused. */
  static final int MOST_ROWS = 100_000;

  static OnlineQuestion of(JsonNode root) {
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
        root.path("include_feature_view_version_metadata").asBoolean(false),
        leastTier(root.path("quality")));
  }

  /** {@code true}, or {@code {"least_tier": "silver"}}. */
  private static Optional<Tier> leastTier(JsonNode quality) {
    if (quality.isMissingNode() || quality.isNull()) {
      return Optional.empty();
    }
    if (quality.isBoolean()) {
      return quality.booleanValue() ? Optional.of(Tier.POOR) : Optional.empty();
    }
    JsonNode least = quality.path("least_tier");
    if (!quality.isObject() || quality.size() != 1 || !least.isString()) {
      throw FeastRefusal.unreadable(
          "quality: not understood (expected: true, or {\"least_tier\": \"silver\"})");
    }
    return Optional.of(Tier.parse(least.stringValue()));
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
  Table table(List<Field> fields) {
    List<Column> columns = new ArrayList<>();
    for (Field field : fields) {
      List<JsonNode> values = entities.get(field.name());
      if (values == null) {
        throw FeastRefusal.invalid("entities: no %s (expected: %s)"
            .formatted(field.name(), fields.stream().map(Field::name).toList()));
      }
      columns.add(SentColumn.of(field, values));
    }
    return new Table(rows(), columns);
  }
}
