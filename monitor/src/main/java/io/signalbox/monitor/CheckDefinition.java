package io.signalbox.monitor;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import io.signalbox.router.EndpointName;

/** A scheduled test of an endpoint. */
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "type")
@JsonSubTypes({})
public interface CheckDefinition {
  String name();

  EndpointName endpoint();
}
