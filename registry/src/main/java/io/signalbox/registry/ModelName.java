package io.signalbox.registry;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;

/** The name of a registered model, as MLflow allows it: not empty, at most 256 characters, no {@code /} and no {@code :}. */
public record ModelName(@JsonValue String value) {
  /** As MLflow's own tables take it. */
  public static final int LONGEST = 256;

  @JsonCreator(mode = JsonCreator.Mode.DELEGATING)
  public ModelName {
    if (value.isBlank() || value.indexOf('/') >= 0 || value.indexOf(':') >= 0) {
      throw new IllegalArgumentException(
          "model: '" + value + "' (expected: a name without '/' and ':')");
    }
    if (value.length() > LONGEST || value.indexOf('\0') >= 0) {
      throw new IllegalArgumentException("model: " + value.length()
          + " characters (expected: at most " + LONGEST + ", without U+0000)");
    }
  }

  @Override
  public String toString() {
    return value;
  }
}
