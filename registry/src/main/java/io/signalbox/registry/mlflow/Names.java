package io.signalbox.registry.mlflow;

import io.signalbox.registry.ModelName;
import io.signalbox.registry.ModelVersion;
import io.signalbox.registry.RegistryException;
import io.signalbox.registry.Stage;
import java.math.BigInteger;

/** Names of models, versions and stages as clients write them. */
final class Names {
  static final int MODEL_NAME_LENGTH = 256;

  private Names() {}

  static ModelName model(String name, String field) {
    if (name.isBlank()) {
      throw MlflowException.invalid("Missing value for required parameter '" + field + "'.");
    }
    if (name.indexOf('/') >= 0 || name.indexOf(':') >= 0) {
      throw MlflowException.invalid(
          "Invalid model name '" + name + "'. Names cannot contain '/' or ':'.");
    }
    if (name.equals(".") || name.startsWith("..")) {
      throw MlflowException.invalid("Invalid value \"" + name + "\" for parameter '" + field
          + "' supplied: Names may be treated as files in certain cases, and must not resolve to"
          + " other names when treated as such. This name would resolve to '" + name + "'");
    }
    if (name.length() > MODEL_NAME_LENGTH) {
      throw MlflowException.invalid(
          "'" + field + "' exceeds the maximum length of " + MODEL_NAME_LENGTH + " characters");
    }
    return new ModelName(name);
  }

  /** As Python reads an integer; one that no version has is looked for and not found. */
  static ModelVersion version(ModelName model, String version) {
    BigInteger number;
    try {
      number = new BigInteger(version.strip());
    } catch (NumberFormatException e) {
      throw MlflowException.invalid(
          "Parameter 'version' must be an integer, got '" + version + "'.");
    }
    if (number.signum() < 1 || number.bitLength() >= Integer.SIZE) {
      throw new RegistryException.NotFound(
          "Model Version (name=" + model + ", version=" + number + ") not found");
    }
    return new ModelVersion(model, number.intValueExact());
  }

  static Stage stage(String stage) {
    for (Stage each : Stage.values()) {
      if (each.name().equalsIgnoreCase(stage)) {
        return each;
      }
    }
    throw MlflowException.invalid("Invalid Model Version stage: " + stage
        + ". Value must be one of None, Staging, Production, Archived.");
  }

  static String of(Stage stage) {
    return switch (stage) {
      case NONE -> "None";
      case STAGING -> "Staging";
      case PRODUCTION -> "Production";
      case ARCHIVED -> "Archived";
    };
  }
}
