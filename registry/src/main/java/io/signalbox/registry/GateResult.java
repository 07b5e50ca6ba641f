package io.signalbox.registry;

import com.fasterxml.jackson.annotation.JsonProperty;

/** What a gate said of a version: what was expected, what was found and where it came from. */
public record GateResult(Gate gate, Verdict verdict, String expected, String found, String source) {
  /** Only {@link #FAILED} keeps a version out. */
  public enum Verdict {
    @JsonProperty("passed")
    PASSED,
    @JsonProperty("failed")
    FAILED,
    @JsonProperty("not_applicable")
    NOT_APPLICABLE
  }
}
