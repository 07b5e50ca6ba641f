package io.signalbox.registry;

import com.fasterxml.jackson.annotation.JsonProperty;

/** What a token allows; each role includes the ones before it. */
public enum Role {
  /** Reads everything and asks for predictions. */
  @JsonProperty("viewer")
  VIEWER,
  /** Also brings runs, models, versions, features and outcomes, and moves versions outside Production. */
  @JsonProperty("builder")
  BUILDER,
  /** Also moves versions into Production and out of it. */
  @JsonProperty("approver")
  APPROVER,
  /** Also applies definitions, divides traffic and gives tokens. */
  @JsonProperty("operator")
  OPERATOR;

  public boolean covers(Role wanted) {
    return compareTo(wanted) >= 0;
  }
}
