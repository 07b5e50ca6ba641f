package io.signalbox.router.web;

import com.google.common.base.Strings;
import io.signalbox.router.EndpointName;
import io.signalbox.router.RouterException;

/** Endpoints as paths name them. */
final class EndpointNames {

  private EndpointNames() {}

  /** No endpoint has a name that none may have. @throws RouterException.NotFound for such a one */
  static EndpointName of(String name) {
    try {
      return new EndpointName(name);
    } catch (IllegalArgumentException notAllowed) {
      throw new RouterException.NotFound(Strings.nullToEmpty(notAllowed.getMessage()));
    }
  }
}
