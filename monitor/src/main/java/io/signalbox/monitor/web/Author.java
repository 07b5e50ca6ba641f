package io.signalbox.monitor.web;

import io.signalbox.registry.Attribution;
import jakarta.servlet.http.HttpServletRequest;
import java.util.Optional;

/** Who asks: the authenticated name, {@code local} where no token is in use. */
final class Author {
  private Author() {}

  static Attribution of(HttpServletRequest request, Optional<String> reason) {
    String user = request.getRemoteUser();
    return new Attribution(user == null ? "local" : user, reason.orElse(""));
  }
}
