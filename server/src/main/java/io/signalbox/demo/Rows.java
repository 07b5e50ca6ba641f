package io.signalbox.demo;

import java.io.ByteArrayOutputStream;
import java.util.List;
import java.util.Map;
import java.util.function.BiConsumer;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.ObjectWriteContext;
import tools.jackson.core.json.JsonFactory;

/** Writes what became known as rows of the demo's views: one hour in one request, or months as NDJSON. */
final class Rows {
  private static final JsonFactory JSON = new JsonFactory();
  private static final String SOURCE = "the year 2013";

  private Rows() {}

  /** A batch for each view that has rows; empty where nothing became known. */
  static byte[] batches(List<Weather> weather, List<Flight> departures, List<Flight> landings) {
    var bytes = new ByteArrayOutputStream(16_384);
    try (JsonGenerator json = JSON.createGenerator(ObjectWriteContext.empty(), bytes)) {
      json.writeStartObject();
      json.writeArrayPropertyStart("batches");
      batch(json, "weather", weather, Rows::weather);
      batch(json, "departures", departures, Rows::departure);
      batch(json, "landings", landings, Rows::landing);
      json.writeEndArray();
      json.writeEndObject();
    }
    return bytes.toByteArray();
  }

  static byte[] weatherLines(List<Weather> rows) {
    return lines(rows, Rows::weather);
  }

  static byte[] departureLines(List<Flight> rows) {
    return lines(rows, Rows::departure);
  }

  static byte[] landingLines(List<Flight> rows) {
    return lines(rows, Rows::landing);
  }

  private static <T> byte[] lines(List<T> rows, BiConsumer<JsonGenerator, T> write) {
    var bytes = new ByteArrayOutputStream();
    for (T row : rows) {
      try (JsonGenerator json = JSON.createGenerator(ObjectWriteContext.empty(), bytes)) {
        write.accept(json, row);
      }
      bytes.write('\n');
    }
    return bytes.toByteArray();
  }

  private static <T> void batch(
      JsonGenerator json, String view, List<T> rows, BiConsumer<JsonGenerator, T> write) {
    if (rows.isEmpty()) {
      return;
    }
    json.writeStartObject();
    json.writeStringProperty("view", view);
    json.writeStringProperty("source", SOURCE);
    json.writeArrayPropertyStart("rows");
    rows.forEach(row -> write.accept(json, row));
    json.writeEndArray();
    json.writeEndObject();
  }

  private static void weather(JsonGenerator json, Weather row) {
    json.writeStartObject();
    json.writeStringProperty("origin", row.origin());
    json.writeStringProperty("observed_at", row.observedAt().toString());
    for (Map.Entry<String, Double> measure : row.measures().entrySet()) {
      if (measure.getValue().isNaN()) {
        json.writeNullProperty(measure.getKey());
      } else {
        json.writeNumberProperty(measure.getKey(), measure.getValue());
      }
    }
    json.writeEndObject();
  }

  private static void departure(JsonGenerator json, Flight row) {
    json.writeStartObject();
    json.writeNumberProperty("flight_id", row.id());
    json.writeStringProperty("departed_at", row.departedAt().orElseThrow().toString());
    json.writeStringProperty("origin", row.origin());
    json.writeStringProperty("carrier", row.carrier());
    json.writeNumberProperty("departure_delay_minutes", row.departureDelayMinutes());
    json.writeEndObject();
  }

  /** A landing also says what was asked about this flight, and when: training sets are built on these rows. */
  private static void landing(JsonGenerator json, Flight row) {
    json.writeStartObject();
    json.writeNumberProperty("flight_id", row.id());
    json.writeStringProperty("landed_at", row.landedAt().orElseThrow().toString());
    json.writeStringProperty("asked_at", row.askedAt().toString());
    json.writeStringProperty("origin", row.origin());
    json.writeStringProperty("destination", row.destination());
    json.writeStringProperty("carrier", row.carrier());
    if (row.tailNumber().isPresent()) {
      json.writeStringProperty("tail_number", row.tailNumber().get());
    } else {
      json.writeNullProperty("tail_number");
    }
    json.writeStringProperty("hour", row.hour());
    json.writeStringProperty("weekday", row.weekday());
    json.writeNumberProperty("distance_miles", row.distanceMiles());
    json.writeNumberProperty("arrival_delay_minutes", row.arrivalDelayMinutes());
    json.writeBooleanProperty("late", row.late());
    json.writeEndObject();
  }
}
