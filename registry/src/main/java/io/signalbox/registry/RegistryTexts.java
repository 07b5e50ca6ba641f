package io.signalbox.registry;

/** What names and descriptions may be, through whichever interface they come. */
final class RegistryTexts {
  static final int DESCRIPTION_LENGTH = 100_000;
  static final int MOST_GATES = 100;

  private RegistryTexts() {}

  static void allow(ModelDefinition definition) {
    allow(definition.description());
    if (definition.gates().size() > MOST_GATES) {
      throw new RegistryException.Invalid(
          "gates: " + definition.gates().size() + " (expected: at most " + MOST_GATES + ")");
    }
  }

  static void allow(String description) {
    if (description.length() > DESCRIPTION_LENGTH) {
      throw new RegistryException.Invalid("description: " + description.length()
          + " characters (expected: at most " + DESCRIPTION_LENGTH + ")");
    }
    if (description.indexOf('\0') >= 0) {
      throw new RegistryException.Invalid("description: with U+0000 (expected: text without it)");
    }
  }
}
