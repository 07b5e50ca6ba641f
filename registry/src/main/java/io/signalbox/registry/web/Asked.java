package io.signalbox.registry.web;

import com.google.common.base.Ascii;
import com.google.common.base.Strings;
import io.signalbox.registry.Attribution;
import io.signalbox.registry.ModelName;
import io.signalbox.registry.ModelVersion;
import io.signalbox.registry.RegistryException;
import io.signalbox.registry.Stage;
import jakarta.servlet.http.HttpServletRequest;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What requests say in the same way everywhere. */
final class Asked {
  private Asked() {}

  /** The authenticated name, {@code local} where no token is in use. @throws RegistryException if the reason is none */
  static Attribution of(HttpServletRequest request, @Nullable String reason) {
    String author = Optional.ofNullable(request.getRemoteUser()).orElse("local");
    return new Attribution(author, Strings.nullToEmpty(reason));
  }

  /** A model's name. @throws RegistryException if none may have it */
  static ModelName model(String name) {
    try {
      return new ModelName(name);
    } catch (IllegalArgumentException e) {
      throw new RegistryException.Invalid(String.valueOf(e.getMessage()));
    }
  }

  /** A version's name and number. @throws RegistryException if none may have them */
  static ModelVersion version(String name, String number) {
    ModelName model = model(name);
    if (!number.matches("[1-9]\\d{0,8}")) {
      throw new RegistryException.Invalid(
          "version: " + Ascii.truncate(number, 100, "…") + " (expected: a whole number from 1)");
    }
    return new ModelVersion(model, Integer.parseInt(number));
  }

  /** Lower case, as everywhere in this interface. @throws RegistryException if there is none */
  static Stage stage(String stage) {
    for (Stage each : Stage.values()) {
      if (Ascii.toLowerCase(each.name()).equals(stage)) {
        return each;
      }
    }
    throw new RegistryException.Invalid("stage: " + Ascii.truncate(stage, 100, "…")
        + " (expected: none, staging, production or archived)");
  }

  /** What must be there. @throws RegistryException if it is absent */
  static Stage stage(@Nullable Stage stage) {
    if (stage == null) {
      throw new RegistryException.Invalid(
          "stage: absent (expected: none, staging, production or archived)");
    }
    return stage;
  }
}
