package io.signalbox.features.web;

import jakarta.servlet.http.HttpServletRequest;

/** Who asks: the authenticated name, {@code local} where no token is in use. */
final class Author {

  private Author() {}

  static String of(HttpServletRequest request) {
    String user = request.getRemoteUser();
    return user == null ? "local" : user;
  }
}
