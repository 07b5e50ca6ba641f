package io.signalbox.registry.gate;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.json.JsonMapper;

/** Signatures as MLflow's Python client writes them ({@code mlflow.models.infer_signature}). */
class ModelSignatureTest {
  private static final String PRODUCTION = """
      [{"type": "double", "name": "wind", "required": true},
       {"type": "long", "name": "seats", "required": true},
       {"type": "string", "name": "carrier", "required": false}]""";

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "[]                                                                          | []",
        "[{'type': 'double', 'name': 'wind', 'required': true}]                      | []",
        "[{'type': 'double', 'name': 'seats', 'required': true}]                     | [seats is double, callers send long]",
        "[{'type': 'long', 'name': 'wind', 'required': true}]                        | [wind is long, callers send double]",
        "[{'type': 'double', 'name': 'rain', 'required': true}]                      | [rain (double) is new]",
        "[{'type': 'double', 'name': 'rain', 'required': false}]                     | []",
        "[{'type': 'string', 'name': 'carrier', 'required': true}]                   | [carrier (string) is new]",
        "[{'type': 'string', 'name': 'carrier', 'required': false}]                  | []",
        "[{'type': 'tensor', 'tensor-spec': {'dtype': 'float64', 'shape': [-1, 4]}}] | [#0 (float64[-1,4]) is new]"
      })
  void a_candidate_may_ask_for_what_productions_callers_send(String candidate, String beyond) {
    assertThat(read(candidate).asksBeyond(read(PRODUCTION))).hasToString(beyond);
  }

  @ParameterizedTest
  @CsvSource({
    "integer, long, true",
    "integer, double, true",
    "float, double, true",
    "long, double, false",
    "double, float, false",
    "long, integer, false",
    "string, double, false"
  })
  void a_type_takes_another_where_mlflow_converts_without_loss(
      String sent, String wanted, boolean takes) {
    assertThat(column(wanted).asksBeyond(column(sent)).isEmpty()).isEqualTo(takes);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{'dtype': 'float64', 'shape': [-1, 4]} | true",
        "{'dtype': 'float64', 'shape': [-1, 5]} | false",
        "{'dtype': 'float32', 'shape': [-1, 4]} | false"
      })
  void tensors_are_the_same_in_type_and_shape(String tensor, boolean same) {
    ModelSignature four =
        read("[{'type': 'tensor', 'tensor-spec': {'dtype': 'float64', 'shape': [-1, 4]}}]");

    ModelSignature other = read("[{'type': 'tensor', 'tensor-spec': " + tensor + "}]");

    assertThat(other.asksBeyond(four).isEmpty()).isEqualTo(same);
  }

  private static ModelSignature column(String type) {
    return read("[{'type': '" + type + "', 'name': 'x', 'required': true}]");
  }

  private static ModelSignature read(String inputs) {
    return ModelSignature.of(
        JsonMapper.shared().readTree(inputs.replace('\'', '"')),
        JsonMapper.shared().createArrayNode());
  }
}
