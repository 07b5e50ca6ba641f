package io.signalbox.registry;

/** The identity of a version: its model and its number, counted from 1 and never used again. */
public record ModelVersion(ModelName model, int number) {
  public ModelVersion {
    if (number < 1) {
      throw new IllegalArgumentException("version: " + number + " (expected: >= 1)");
    }
  }

  @Override
  public String toString() {
    return model + "/" + number;
  }
}
