package io.signalbox.registry;

import java.util.Map;

/** What tags and aliases of models and versions may be, refused in MLflow's words. */
final class RegistryTags {
  static final int KEY_LENGTH = 250;
  static final int VALUE_LENGTH = 100_000;
  static final int ALIAS_LENGTH = 255;

  private RegistryTags() {}

  static void allow(Map<String, String> tags) {
    tags.forEach(RegistryTags::allow);
  }

  static void allow(String key, String value) {
    allowKey(key);
    if (value.indexOf('\0') >= 0) {
      throw new RegistryException.Invalid("'value' contains U+0000 (expected: text without it)");
    }
    if (value.length() > VALUE_LENGTH) {
      throw new RegistryException.Invalid(
          "'value' exceeds the maximum length of " + VALUE_LENGTH + " characters");
    }
  }

  static void allowKey(String key) {
    if (!key.matches("(?U)[/\\w.\\- :]*")) {
      throw new RegistryException.Invalid("Invalid value \"" + key + "\" for parameter 'key'"
          + " supplied: Names may only contain alphanumerics, underscores (_), dashes (-), periods"
          + " (.), spaces ( ), colon(:) and slashes (/).");
    }
    if (key.matches("/.*|.*/|.*//.*|(.*/)?\\.{1,2}(/.*)?")) {
      throw new RegistryException.Invalid("Invalid value \"" + key + "\" for parameter 'key'"
          + " supplied: Names may be treated as files in certain cases, and must not resolve to"
          + " other names when treated as such.");
    }
    if (key.length() > KEY_LENGTH) {
      throw new RegistryException.Invalid(
          "'key' exceeds the maximum length of " + KEY_LENGTH + " characters");
    }
  }

  static void allowAlias(String alias) {
    if (alias.isEmpty()) {
      throw new RegistryException.Invalid("Registered model alias name cannot be empty.");
    }
    if (!alias.matches("(?U)[\\w\\-]*")) {
      throw new RegistryException.Invalid("Invalid alias name: '" + alias
          + "'. Names may only contain alphanumerics, underscores (_), and dashes (-).");
    }
    if (alias.length() > ALIAS_LENGTH) {
      throw new RegistryException.Invalid("'Registered model alias name' exceeds the maximum length"
          + " of " + ALIAS_LENGTH + " characters");
    }
  }

  /** Names that mean something else in a model URI cannot be given. */
  static void allowNewAlias(String alias) {
    allowAlias(alias);
    if (alias.equalsIgnoreCase("latest")) {
      throw new RegistryException.Invalid("'latest' alias name (case insensitive) is reserved.");
    }
    if (alias.matches("[vV]\\d+")) {
      throw new RegistryException.Invalid("Version alias name '" + alias + "' is reserved.");
    }
  }
}
