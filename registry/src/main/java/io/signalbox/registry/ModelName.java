package io.signalbox.registry;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;

/** The name of a registered model, as MLflow allows it: not empty, no {@code /} and no {@code :}. */
public record ModelName(@JsonValue String value) {
  @JsonCreator(mode = JsonCreator.Mode.DELEGATING)
  public ModelName {
    if (value.isBlank() || value.indexOf('/') >= 0 || value.indexOf(':') >= 0) {
      throw new IllegalArgumentException(
          "model: '" + value + "' (expected: a name without '/' and ':')");
    }
  }

  @Override
  public String toString() {
    return value;
  }
}
