package io.signalbox.router.inference;

import com.google.common.primitives.ImmutableLongArray;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;

/** Reads {@code {"id"?, "parameters"?, "inputs": [...], "outputs"?: [...]}}; members that the protocol does not name are skipped. */
final class InferReader {

  private static final String FIRST = "inputs[0]"; // often the only one

  private @Nullable String id;
  private @Nullable List<InputTensor> inputs;
  private final List<String> outputs = new ArrayList<>();
  private @Nullable String unit;

  private InferReader() {}

  /** Reads a whole body. @throws Refusal if it is not such an object */
  static InferRequest read(byte[] body) {
    if (body.length == 0) {
      throw Refusal.of("body: empty (expected: an object with inputs)");
    }
    InferReader reader = new InferReader();
    try (JsonParser json = Json.read(body)) {
      json.nextToken();
      reader.request(json);
      Json.expectEnd(json);
    } catch (JacksonException e) {
      throw Json.notJson(e);
    }
    return reader.checked();
  }

  private InferRequest checked() {
    if (inputs == null || inputs.isEmpty()) {
      throw Refusal.of("inputs: none (expected: at least one)");
    }
    int rows = inputs.getFirst().rows();
    if (rows > InferRequest.MOST_ROWS) {
      throw new Refusal(
          Refusal.TOO_LARGE,
          "inputs: %d rows (expected: at most %d)".formatted(rows, InferRequest.MOST_ROWS));
    }
    Set<String> names = new HashSet<>();
    for (InputTensor input : inputs) {
      if (inputs.size() > 1 && !names.add(input.name())) {
        throw Refusal.of("input %s: sent twice (expected: once)", input.name());
      }
      if (input.rows() != rows) {
        throw Refusal.of(
            "input %s: %d rows (expected: %d, as input %s has)",
            input.name(), input.rows(), rows, inputs.getFirst().name());
      }
    }
    return new InferRequest(Optional.ofNullable(id), inputs, outputs, Optional.ofNullable(unit));
  }

  private void request(JsonParser json) {
    Json.expectObject(json, "body");
    for (String name = json.nextName(); name != null; name = json.nextName()) {
      json.nextToken();
      switch (name) {
        case "id" -> id = Json.textOrNull(json, "id").orElse(null);
        case "parameters" -> parameters(json);
        case "inputs" -> inputs(json);
        case "outputs" -> outputs(json);
        default -> json.skipChildren();
      }
    }
  }

  private void parameters(JsonParser json) {
    Json.expectObject(json, "parameters");
    for (String name = json.nextName(); name != null; name = json.nextName()) {
      json.nextToken();
      if (name.equals("unit_id")) {
        unit = Json.textOrNull(json, "parameters.unit_id").orElse(null);
        if ("".equals(unit)) {
          throw Refusal.of("parameters.unit_id: empty (expected: a unit, or null)");
        }
      } else {
        json.skipChildren();
      }
    }
  }

  private void outputs(JsonParser json) {
    Json.expectArray(json, "outputs");
    while (json.nextToken() != JsonToken.END_ARRAY) {
      Json.expectObject(json, "outputs[%d]".formatted(outputs.size()));
      String wanted = null;
      for (String name = json.nextName(); name != null; name = json.nextName()) {
        json.nextToken();
        if (name.equals("name")) {
          wanted = Json.text(json, "outputs[%d].name".formatted(outputs.size()));
        } else {
          json.skipChildren();
        }
      }
      if (wanted == null) {
        throw Refusal.of("outputs[%d]: no name (expected: one)", outputs.size());
      }
      outputs.add(wanted);
    }
  }

  private void inputs(JsonParser json) {
    if (inputs != null) {
      throw Refusal.of("inputs: sent twice (expected: once)");
    }
    Json.expectArray(json, "inputs");
    List<InputTensor> read = new ArrayList<>();
    while (json.nextToken() != JsonToken.END_ARRAY) {
      read.add(InputReader.read(json, read.isEmpty() ? FIRST : "inputs[" + read.size() + "]"));
    }
    inputs = read;
  }

  /** Reads one element of {@code inputs}. */
  private static final class InputReader {
    private @Nullable String name;
    private @Nullable String datatype;
    private @Nullable ImmutableLongArray shape;
    private @Nullable DataReader data;

    static InputTensor read(JsonParser json, String where) {
      Json.expectObject(json, where);
      InputReader reader = new InputReader();
      for (String member = json.nextName(); member != null; member = json.nextName()) {
        json.nextToken();
        switch (member) {
          case "name" -> reader.name = Json.text(json, where, ".name");
          case "datatype" -> reader.datatype = Json.text(json, where, ".datatype");
          case "shape" -> reader.shape = shape(json, where);
          case "data" -> reader.data = DataReader.read(json, where);
          default -> json.skipChildren();
        }
      }
      return reader.checked(where);
    }

    private InputTensor checked(String where) {
      if (name == null || name.isEmpty()) {
        throw Refusal.of("%s: no name (expected: one)", where);
      }
      if (datatype == null || shape == null || data == null) {
        throw Refusal.of(
            "input %s: no %s (expected: one)",
            name, datatype == null ? "datatype" : shape == null ? "shape" : "data");
      }
      String given = datatype;
      String named = name;
      Datatype type = Datatype.find(given)
          .orElseThrow(() -> Refusal.of(
              "input %s: datatype %s (expected: one of BOOL, INT8 to INT64,"
                  + " UINT8 to UINT64, FP16, FP32, FP64, BYTES)",
              named, given));
      data.expectShape(shape, named);
      return new InputTensor(name, type, shape, data.elements());
    }

    private static ImmutableLongArray shape(JsonParser json, String where) {
      Json.expectArray(json, where, ".shape");
      var shape = ImmutableLongArray.builder(2);
      while (json.nextToken() != JsonToken.END_ARRAY) {
        if (json.currentToken() != JsonToken.VALUE_NUMBER_INT
            || json.getNumberType() != JsonParser.NumberType.INT
            || json.getIntValue() < 1) {
          throw Refusal.of(
              "%s.shape: %s (expected: whole numbers from 1 to 2147483647)",
              where, json.currentToken().isScalarValue() ? json.getString() : Json.word(json));
        }
        shape.add(json.getIntValue());
      }
      return shape.build();
    }
  }
}
