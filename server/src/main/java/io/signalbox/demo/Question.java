package io.signalbox.demo;

import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.ObjectWriteContext;
import tools.jackson.core.json.JsonFactory;

/** One inference request of the Open Inference Protocol v2 about some flights, and its answer. */
final class Question {
  private static final JsonFactory JSON = new JsonFactory();

  private Question() {}

  /** Entity keys and request inputs of the feature service {@code flight_live}, one row a flight. */
  static byte[] about(List<Flight> flights) {
    var bytes = new ByteArrayOutputStream(256 + flights.size() * 96);
    try (JsonGenerator json = JSON.createGenerator(ObjectWriteContext.empty(), bytes)) {
      json.writeStartObject();
      json.writeArrayPropertyStart("inputs");
      texts(json, "origin", flights, Flight::origin);
      texts(json, "destination", flights, Flight::destination);
      texts(json, "carrier", flights, Flight::carrier);
      tailNumbers(json, flights);
      texts(json, "hour", flights, Flight::hour);
      texts(json, "weekday", flights, Flight::weekday);
      distances(json, flights);
      json.writeEndArray();
      json.writeEndObject();
    }
    return bytes.toByteArray();
  }

  private static void start(JsonGenerator json, String name, int rows, String datatype) {
    json.writeStartObject();
    json.writeStringProperty("name", name);
    json.writeArrayPropertyStart("shape");
    json.writeNumber(rows);
    json.writeEndArray();
    json.writeStringProperty("datatype", datatype);
    json.writeArrayPropertyStart("data");
  }

  private static void end(JsonGenerator json) {
    json.writeEndArray();
    json.writeEndObject();
  }

  private static void texts(
      JsonGenerator json, String name, List<Flight> flights, Function<Flight, String> value) {
    start(json, name, flights.size(), "BYTES");
    flights.forEach(flight -> json.writeString(value.apply(flight)));
    end(json);
  }

  private static void tailNumbers(JsonGenerator json, List<Flight> flights) {
    start(json, "tail_number", flights.size(), "BYTES");
    for (Flight flight : flights) {
      if (flight.tailNumber().isPresent()) {
        json.writeString(flight.tailNumber().get());
      } else {
        json.writeNull();
      }
    }
    end(json);
  }

  private static void distances(JsonGenerator json, List<Flight> flights) {
    start(json, "distance_miles", flights.size(), "INT64");
    flights.forEach(flight -> json.writeNumber(flight.distanceMiles()));
    end(json);
  }

  /** The output {@code prediction_id}, in the order of the rows asked. */
  static List<String> predictionIds(byte[] answer) {
    var ids = new ArrayList<String>();
    try (JsonParser json = JSON.createParser(ObjectReadContext.empty(), answer)) {
      boolean wanted = false;
      while (json.nextToken() != null) {
        if (json.currentToken() != JsonToken.PROPERTY_NAME) {
          continue;
        }
        String property = json.currentName();
        json.nextToken();
        if (property.equals("name")) {
          wanted = json.getString().equals("prediction_id");
        } else if (property.equals("data") && wanted) {
          while (json.nextToken() != JsonToken.END_ARRAY) {
            ids.add(json.getString());
          }
        } else if (!property.equals("outputs")) {
          json.skipChildren();
        }
      }
    }
    return ids;
  }
}
