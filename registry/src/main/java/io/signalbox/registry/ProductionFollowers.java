package io.signalbox.registry;

import java.util.List;

/** Who changes what they serve when a version enters Production; implemented to the right of the registry. */
public interface ProductionFollowers {

  /** The names of the endpoints that follow this model, by name. */
  List<String> of(ModelName model);
}
