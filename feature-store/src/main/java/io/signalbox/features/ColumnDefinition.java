package io.signalbox.features;

import java.util.Optional;

/**
 * A named, typed column as a file declares it.
 *
 * @param nullable whether a value may be missing; not, unless said
 */
public record ColumnDefinition(String name, ValueType type, Optional<Boolean> nullable) {

  public Field field() {
    return new Field(name, type, nullable.orElse(false));
  }
}
