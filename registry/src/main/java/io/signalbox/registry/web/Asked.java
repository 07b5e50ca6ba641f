package io.signalbox.registry.web;

import com.google.common.base.Strings;
import io.signalbox.registry.Attribution;
import io.signalbox.registry.ModelName;
import io.signalbox.registry.RegistryException;
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

  /** @throws RegistryException if none may have this name */
  static ModelName model(String name) {
    try {
      return new ModelName(name);
    } catch (IllegalArgumentException e) {
      throw new RegistryException.Invalid(String.valueOf(e.getMessage()));
    }
  }
}
