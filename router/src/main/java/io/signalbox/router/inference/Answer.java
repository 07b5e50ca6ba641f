package io.signalbox.router.inference;

import java.util.List;
import java.util.Optional;
import java.util.UUID;
import tools.jackson.core.JsonGenerator;

/**
 * What is answered: the models' outputs, then each row's prediction id, arm and version.
 *
 * @param degraded why this is less than it could be, where it is
 */
record Answer(
    InferRequest request,
    String endpoint,
    int tableVersion,
    Optional<String> degraded,
    List<Tensor> outputs,
    Assignment assignment,
    List<UUID> ids) {

  static final String PREDICTION_ID = "prediction_id";
  static final String ARM = "arm";
  static final String MODEL_VERSION = "model_version";

  void write(JsonGenerator json) {
    json.writeStartObject();
    json.writeStringProperty("model_name", endpoint);
    int[] versions = assignment.versions();
    if (versions.length == 1) {
      json.writeStringProperty("model_version", Integer.toString(versions[0]));
    }
    request.id().ifPresent(id -> json.writeStringProperty("id", id));
    json.writeName("parameters");
    json.writeStartObject();
    json.writeNumberProperty("table_version", tableVersion);
    degraded.ifPresent(reason -> json.writeStringProperty("degraded", reason));
    json.writeEndObject();
    json.writeName("outputs");
    json.writeStartArray();
    writeOutputs(json);
    json.writeEndArray();
    json.writeEndObject();
  }

  private void writeOutputs(JsonGenerator json) {
    for (Tensor output : outputs) {
      if (isWanted(output.name())) {
        output.write(json);
      }
    }
    int rows = assignment.rows();
    if (isWanted(PREDICTION_ID)) {
      var texts = new String[rows];
      for (int row = 0; row < rows; row++) {
        texts[row] = ids.get(row).toString();
      }
      texts(PREDICTION_ID, texts).write(json);
    }
    if (isWanted(ARM)) {
      texts(ARM, assignment.arms()).write(json);
    }
    if (isWanted(MODEL_VERSION)) {
      var versions = new String[rows];
      for (int row = 0; row < rows; row++) {
        versions[row] = Integer.toString(assignment.version(row));
      }
      texts(MODEL_VERSION, versions).write(json);
    }
  }

  private boolean isWanted(String output) {
    return request.outputs().isEmpty() || request.outputs().contains(output);
  }

  private static Tensor texts(String name, String[] values) {
    return new Tensor(name, Datatype.BYTES, values.length, Tensor.COLUMN, values);
  }
}
