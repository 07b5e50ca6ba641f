package io.signalbox.monitor.web;

import io.signalbox.registry.Attribution;
import jakarta.servlet.http.HttpServletRequest;
import java.util.Optional;

/** Who asks: the authenticated name, {@code local} where no token is in use. */
final class Author {
  private Author() {}

  /**
   * Author and reason of a request.
   *
   * @param otherwise the reason of a caller that gives none
   */
  static Attribution of(HttpServletRequest request, Optional<String> reason, String otherwise) {
    String user = request.getRemoteUser();
    String why = reason.filter(text -> !text.isBlank()).orElse(otherwise);
    return new Attribution(user == null ? "local" : user, why);
  }
}
