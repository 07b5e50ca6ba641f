package io.signalbox.registry;

import com.fasterxml.jackson.annotation.JsonSetter;
import com.fasterxml.jackson.annotation.Nulls;
import com.google.common.collect.ImmutableList;
import java.util.List;

/** A model as a file declares it: its gates replace the ones in force; what is left out is empty. */
public record ModelDefinition(
    ModelName name, @JsonSetter(nulls = Nulls.AS_EMPTY) String description, List<Gate> gates) {
  public ModelDefinition {
    gates = ImmutableList.copyOf(gates);
  }
}
