package io.signalbox.router;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;

/** The name under which services call: a letter, then letters, digits, {@code _ - .}, at most 100. */
public record EndpointName(@JsonValue String value) {
  @JsonCreator(mode = JsonCreator.Mode.DELEGATING)
  public EndpointName {
    if (!value.matches("[A-Za-z][A-Za-z0-9_.-]{0,99}")) {
      throw new IllegalArgumentException("endpoint: '" + value
          + "' (expected: a letter, then letters, digits, '_', '-' or '.', at most 100)");
    }
  }

  @Override
  public String toString() {
    return value;
  }
}
