package io.signalbox.registry;

import com.fasterxml.jackson.annotation.JsonProperty;

/** Where a version stands, as in MLflow. */
public enum Stage {
  @JsonProperty("none")
  NONE,
  @JsonProperty("staging")
  STAGING,
  @JsonProperty("production")
  PRODUCTION,
  @JsonProperty("archived")
  ARCHIVED
}
