package io.signalbox.registry;

import com.google.common.collect.ImmutableList;
import java.util.List;

/** A model as a file declares it: its gates replace the ones in force. */
public record ModelDefinition(ModelName name, String description, List<Gate> gates) {
  public ModelDefinition {
    gates = ImmutableList.copyOf(gates);
  }
}
