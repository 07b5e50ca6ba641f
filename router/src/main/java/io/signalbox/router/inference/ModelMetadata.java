package io.signalbox.router.inference;

import io.signalbox.router.inference.InferPlan.Arm;
import java.util.List;
import java.util.OptionalInt;
import tools.jackson.core.JsonGenerator;

/** What an endpoint wants and gives, as the protocol's model metadata. */
final class ModelMetadata {

  private static final int ANY = -1;

  private ModelMetadata() {}

  static void write(JsonGenerator json, InferPlan plan, OptionalInt named) {
    Arm arm = plan.arm(named.orElseGet(plan.endpoint()::unassigned));
    json.writeStartObject();
    json.writeStringProperty("name", plan.endpoint().definition().name().value());
    json.writeArrayPropertyStart("versions");
    plan.arms().keySet().forEach(version -> json.writeString(Integer.toString(version)));
    json.writeEndArray();
    json.writeStringProperty("platform", "onnx");
    json.writeArrayPropertyStart("inputs");
    for (ModelInput input : plan.inputs().described()) {
      tensor(json, input.name(), input.datatype(), input.width());
    }
    json.writeEndArray();
    json.writeArrayPropertyStart("outputs");
    for (ModelOutput output : arm.model().outputs()) {
      tensor(json, output.name(), output.datatype(), output.width());
    }
    for (String name : List.of(Answer.PREDICTION_ID, Answer.ARM, Answer.MODEL_VERSION)) {
      tensor(json, name, Datatype.BYTES, 0);
    }
    json.writeEndArray();
    json.writeEndObject();
  }

  private static void tensor(JsonGenerator json, String name, Datatype datatype, int width) {
    json.writeStartObject();
    json.writeStringProperty("name", name);
    json.writeStringProperty("datatype", datatype.name());
    json.writeArrayPropertyStart("shape");
    json.writeNumber(ANY);
    if (width != 0) {
      json.writeNumber(width);
    }
    json.writeEndArray();
    json.writeEndObject();
  }
}
