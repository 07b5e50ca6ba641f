package io.signalbox.features;

import com.fasterxml.jackson.annotation.JsonProperty;

/** What a column holds. An int64 stays an int64, also where values are missing; a timestamp counts UTC microseconds. */
public enum ValueType {
  @JsonProperty("bool")
  BOOL,
  @JsonProperty("int64")
  INT64,
  @JsonProperty("float64")
  FLOAT64,
  @JsonProperty("string")
  STRING,
  @JsonProperty("timestamp")
  TIMESTAMP
}
