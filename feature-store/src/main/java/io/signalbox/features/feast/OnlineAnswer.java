package io.signalbox.features.feast;

import io.signalbox.features.ArrayText;
import io.signalbox.features.Column;
import io.signalbox.features.DefinitionVersion;
import io.signalbox.features.FeatureReference;
import io.signalbox.features.Field;
import io.signalbox.features.Micros;
import io.signalbox.features.OnlineFeatures;
import io.signalbox.features.OnlineFeatures.Status;
import io.signalbox.features.OnlineReads.Prepared;
import io.signalbox.features.RatedFeatures;
import io.signalbox.features.ValueType;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** The body of the answer: columns, not rows; the join keys first. What features of one view share is written once and copied. */
final class OnlineAnswer {

  private static final String NO_TIME = "1970-01-01T00:00:00Z";
  private static final long MICROS_OF_A_SECOND = 1_000_000L;
  private static final int BYTES_OF_A_CELL = 60;
  private static final int MOST_AT_FIRST = 1 << 20;

  private final OnlineQuestion question;
  private final Prepared prepared;
  private final OnlineFeatures found;
  private final Stream<DefinitionVersion> views;
  private final JsonBytes out;
  private byte[] times = {};
  private byte[] present = {};
  private Object timesOf = this;
  private @Nullable RatedFeatures rated;

  OnlineAnswer(
      OnlineQuestion question,
      Prepared prepared,
      OnlineFeatures found,
      Stream<DefinitionVersion> views) {
    this.question = question;
    this.prepared = prepared;
    this.found = found;
    this.views = views;
    long cells =
        (long) question.rows() * (prepared.references().size() + prepared.keys().size());
    this.out = new JsonBytes(Math.clamp(cells * BYTES_OF_A_CELL, 1_024, MOST_AT_FIRST));
  }

  /** With the score and the tier of each row. */
  OnlineAnswer rated(RatedFeatures scored) {
    rated = scored;
    return this;
  }

  byte[] json() {
    int rows = question.rows();
    out.ascii("{\"results\":[");
    for (Field key : prepared.keys()) {
      writeKey(question.entities().getOrDefault(key.name(), List.of()));
    }
    for (int i = 0; i < prepared.references().size(); i++) {
      writeFeature(i, rows);
    }
    out.unless(',').ascii("],\"metadata\":{\"feature_names\":[");
    writeNames();
    out.unless(',').ascii("]");
    if (question.withVersions()) {
      writeVersions();
    }
    if (rated != null) {
      writeQuality(rated);
    }
    return out.ascii("}}").bytes();
  }

  private void writeKey(List<JsonNode> values) {
    out.ascii("{\"values\":[");
    values.forEach(value -> {
      if (value.isString()) {
        out.string(value.stringValue());
      } else {
        out.ascii(value.toString());
      }
      out.ascii(",");
    });
    out.unless(',').ascii("],\"statuses\":[");
    values.forEach(value -> out.ascii("\"PRESENT\","));
    out.unless(',').ascii("],\"event_timestamps\":[");
    values.forEach(value -> out.ascii("\"" + NO_TIME + "\","));
    out.unless(',').ascii("]},");
  }

  private void writeFeature(int feature, int rows) {
    Column column = found.features().get(feature);
    out.ascii("{\"values\":[");
    for (int row = 0; row < rows; row++) {
      writeValue(column, row);
      out.ascii(",");
    }
    out.unless(',').ascii("],\"statuses\":[");
    writeStatuses(found.statuses().get(feature));
    out.ascii("],\"event_timestamps\":[");
    writeTimes(found.eventMicros().get(feature));
    out.ascii("]},");
  }

  private void writeStatuses(Status[] statuses) {
    if (Arrays.stream(statuses).allMatch(it -> it == Status.PRESENT)) {
      if (present.length == 0 && statuses.length > 0) {
        present = "\"PRESENT\","
            .repeat(statuses.length)
            .getBytes(java.nio.charset.StandardCharsets.US_ASCII);
      }
      out.raw(present);
    } else {
      for (Status status : statuses) {
        out.ascii("\"").ascii(status.name()).ascii("\",");
      }
    }
    out.unless(',');
  }

  private void writeTimes(long[] events) {
    if (!Objects.equals(timesOf, events)) { // the same array, not equal ones
      int from = out.size();
      for (long micros : events) {
        out.ascii("\"")
            .ascii(micros > 0 ? Micros.instant(micros).toString() : NO_TIME)
            .ascii("\",");
      }
      times = out.unless(',').since(from);
      timesOf = events;
    } else {
      out.raw(times);
    }
  }

  /** The SDK tells types by their looks: a float64 has its point, a timestamp is whole seconds. */
  private void writeValue(Column column, int row) {
    if (column.isMissing(row)) {
      out.ascii("null");
      return;
    }
    switch (column) {
      case Column.Doubles doubles -> {
        if (doubles.type() == ValueType.FLOAT32) {
          out.ascii(Float.toString((float) doubles.at(row)));
        } else {
          out.ascii(Double.toString(doubles.at(row)));
        }
      }
      case Column.Longs longs -> writeLong(longs.type(), longs.at(row));
      case Column.Texts texts -> {
        String text = String.valueOf(texts.at(row));
        if (texts.type().isArray()) {
          writeArray(texts.type().element(), text);
        } else {
          out.string(text);
        }
      }
    }
  }

  private void writeLong(ValueType type, long value) {
    switch (type) {
      case BOOL -> out.ascii(value == 1 ? "true" : "false");
      case TIMESTAMP -> out.ascii(Long.toString(Math.floorDiv(value, MICROS_OF_A_SECOND)));
      default -> out.ascii(Long.toString(value));
    }
  }

  /** The SDK fails on an array without elements: it is answered with null. */
  private void writeArray(ValueType element, String text) {
    List<Object> values = ArrayText.read(element, text);
    if (values.isEmpty()) {
      out.ascii("null");
      return;
    }
    out.ascii("[");
    for (Object value : values) {
      switch (value) {
        case Long number -> writeLong(element, number);
        case Double number ->
          out.ascii(
              element == ValueType.FLOAT32
                  ? Float.toString(number.floatValue())
                  : Double.toString(number));
        default -> out.string((String) value);
      }
      out.ascii(",");
    }
    out.unless(',').ascii("]");
  }

  private void writeQuality(RatedFeatures scored) {
    out.ascii(",\"quality\":{\"scores\":[");
    for (int row = 0; row < question.rows(); row++) {
      out.ascii(Double.toString(scored.scores().get(row))).ascii(",");
    }
    out.unless(',').ascii("],\"tiers\":[");
    for (int row = 0; row < question.rows(); row++) {
      out.string(scored.tier(row).word()).ascii(",");
    }
    out.unless(',').ascii("]}");
  }

  private void writeNames() {
    prepared.keys().forEach(key -> out.string(key.name()).ascii(","));
    for (FeatureReference reference : prepared.references()) {
      out.string(
              question.fullFeatureNames()
                  ? reference.view() + "__" + reference.name()
                  : reference.name())
          .ascii(",");
    }
  }

  private void writeVersions() {
    Map<String, Integer> versions =
        views.collect(Collectors.toMap(DefinitionVersion::name, DefinitionVersion::version));
    out.ascii(",\"feature_view_metadata\":[");
    prepared.references().stream()
        .map(FeatureReference::view)
        .distinct()
        .forEach(view -> out.ascii("{\"name\":")
            .string(view)
            .ascii(",\"version\":")
            .ascii(Integer.toString(versions.getOrDefault(view, 0)))
            .ascii("},"));
    out.unless(',').ascii("]");
  }
}
