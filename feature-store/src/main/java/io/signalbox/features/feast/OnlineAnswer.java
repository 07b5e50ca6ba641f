package io.signalbox.features.feast;

import io.signalbox.features.ArrayText;
import io.signalbox.features.Column;
import io.signalbox.features.DefinitionVersion;
import io.signalbox.features.FeatureReference;
import io.signalbox.features.Field;
import io.signalbox.features.Micros;
import io.signalbox.features.OnlineFeatures;
import io.signalbox.features.OnlineFeatures.Status;
import io.signalbox.features.ValueType;
import java.io.ByteArrayOutputStream;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import tools.jackson.core.JsonGenerator;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The body of the answer: columns, not rows; the join keys first. */
record OnlineAnswer(
    OnlineQuestion question,
    List<Field> keys,
    List<FeatureReference> references,
    OnlineFeatures found,
    Stream<DefinitionVersion> views) {

  private static final JsonMapper JSON = JsonMapper.builder().build();
  private static final String NO_TIME = "1970-01-01T00:00:00Z";
  private static final long MICROS_OF_A_SECOND = 1_000_000L;

  byte[] json() {
    var out = new ByteArrayOutputStream();
    try (JsonGenerator json = JSON.createGenerator(out)) {
      json.writeStartObject();
      json.writeArrayPropertyStart("results");
      keys.forEach(key -> writeKey(json, question.entities().getOrDefault(key.name(), List.of())));
      for (int i = 0; i < references.size(); i++) {
        writeFeature(json, i);
      }
      json.writeEndArray();
      json.writeObjectPropertyStart("metadata");
      writeNames(json);
      if (question.withVersions()) {
        writeVersions(json);
      }
      json.writeEndObject();
      json.writeEndObject();
    }
    return out.toByteArray();
  }

  private static void writeKey(JsonGenerator json, List<JsonNode> values) {
    json.writeStartObject();
    json.writeArrayPropertyStart("values");
    values.forEach(json::writeTree);
    json.writeEndArray();
    json.writeArrayPropertyStart("statuses");
    values.forEach(value -> json.writeString(Status.PRESENT.name()));
    json.writeEndArray();
    json.writeArrayPropertyStart("event_timestamps");
    values.forEach(value -> json.writeString(NO_TIME));
    json.writeEndArray();
    json.writeEndObject();
  }

  private void writeFeature(JsonGenerator json, int feature) {
    Column column = found.features().get(feature);
    json.writeStartObject();
    json.writeArrayPropertyStart("values");
    for (int row = 0; row < column.size(); row++) {
      writeValue(json, column, row);
    }
    json.writeEndArray();
    json.writeArrayPropertyStart("statuses");
    for (Status status : found.statuses().get(feature)) {
      json.writeString(status.name());
    }
    json.writeEndArray();
    json.writeArrayPropertyStart("event_timestamps");
    for (long micros : found.eventMicros().get(feature)) {
      json.writeString(micros > 0 ? Micros.instant(micros).toString() : NO_TIME);
    }
    json.writeEndArray();
    json.writeEndObject();
  }

  /** The SDK tells types by their looks: a float64 has its point, a timestamp is whole seconds. */
  private static void writeValue(JsonGenerator json, Column column, int row) {
    if (column.isMissing(row)) {
      json.writeNull();
      return;
    }
    switch (column) {
      case Column.Doubles doubles -> writeScalar(json, doubles.type(), doubles.at(row));
      case Column.Longs longs -> writeScalar(json, longs.type(), longs.at(row));
      case Column.Texts texts -> {
        String text = String.valueOf(texts.at(row));
        if (texts.type().isArray()) {
          writeArray(json, texts.type().element(), text);
        } else {
          json.writeString(text);
        }
      }
    }
  }

  /** The SDK fails on an array without elements: it is answered with null. */
  private static void writeArray(JsonGenerator json, ValueType element, String text) {
    List<Object> values = ArrayText.read(element, text);
    if (values.isEmpty()) {
      json.writeNull();
      return;
    }
    json.writeStartArray();
    values.forEach(value -> writeScalar(json, element, value));
    json.writeEndArray();
  }

  private static void writeScalar(JsonGenerator json, ValueType type, Object value) {
    switch (type) {
      case BOOL -> json.writeBoolean(value.equals(1L));
      case TIMESTAMP -> json.writeNumber(Math.floorDiv((Long) value, MICROS_OF_A_SECOND));
      case INT32, INT64 -> json.writeNumber((Long) value);
      case FLOAT32 -> json.writeNumber(((Double) value).floatValue());
      case FLOAT64 -> json.writeNumber((Double) value);
      default -> json.writeString((String) value);
    }
  }

  private void writeNames(JsonGenerator json) {
    json.writeArrayPropertyStart("feature_names");
    keys.forEach(key -> json.writeString(key.name()));
    for (FeatureReference reference : references) {
      json.writeString(
          question.fullFeatureNames()
              ? reference.view() + "__" + reference.name()
              : reference.name());
    }
    json.writeEndArray();
  }

  private void writeVersions(JsonGenerator json) {
    Map<String, Integer> versions =
        views.collect(Collectors.toMap(DefinitionVersion::name, DefinitionVersion::version));
    json.writeArrayPropertyStart("feature_view_metadata");
    references.stream().map(FeatureReference::view).distinct().forEach(view -> {
      json.writeStartObject();
      json.writeStringProperty("name", view);
      json.writeNumberProperty("version", versions.getOrDefault(view, 0));
      json.writeEndObject();
    });
    json.writeEndArray();
  }
}
