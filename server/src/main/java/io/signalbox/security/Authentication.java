package io.signalbox.security;

import com.google.common.base.Ascii;
import io.signalbox.registry.Access;
import io.signalbox.registry.Caller;
import io.signalbox.registry.Tokens;
import jakarta.servlet.ServletException;
import java.io.IOException;
import java.util.Optional;
import java.util.function.Supplier;
import org.apache.catalina.connector.Request;
import org.apache.catalina.connector.Response;
import org.apache.catalina.realm.GenericPrincipal;
import org.apache.catalina.valves.ValveBase;
import org.springframework.http.HttpHeaders;

/**
 * Lets in whoever has a token for what they ask; as long as there are none, whoever is on this machine. Every request passes here, also the
 * data plane's, so it costs a hash and two looks into maps and never asks the database.
 */
final class Authentication extends ValveBase {
  private final Supplier<Tokens> tokens;
  private final Denial denial;

  Authentication(Supplier<Tokens> tokens, Denial denial) {
    super(true); // asynchronous requests pass
    this.tokens = tokens;
    this.denial = denial;
  }

  @Override
  public void invoke(Request request, Response response) throws IOException, ServletException {
    if (request.getMethod() == null) {
      // Not HTTP: Tomcat has refused it already, and no servlet will see it
      getNext().invoke(request, response);
      return;
    }
    String path = path(request);
    Optional<Permission> needed = Permission.of(request.getMethod(), path);
    if (needed.isEmpty() && path.equals(request.getRequestURI())) { // not by way of /../
      getNext().invoke(request, response);
    } else if (tokens.get().inUse()) {
      withToken(request, response, path, needed.orElse(Permission.READ));
    } else if (isLoopback(request.getRemoteAddr())) {
      getNext().invoke(request, response);
    } else {
      denial.unauthenticated(
          request,
          response,
          path,
          "token: none (expected: one; as long as there are none only this machine is served)");
    }
  }

  private void withToken(Request request, Response response, String path, Permission needed)
      throws IOException, ServletException {
    Optional<Caller> caller = Credentials.secret(request.getHeader(HttpHeaders.AUTHORIZATION))
        .flatMap(secret -> tokens.get().authenticate(secret));
    if (caller.isEmpty()) {
      denial.unauthenticated(
          request,
          response,
          path,
          "token: none that is known (expected: one in force, as Bearer or as the password of Basic)");
    } else if (needed.allows(caller.get())) {
      pass(request, response, caller.get());
    } else {
      String detail = "%s is %s (expected: %s)"
          .formatted(caller.get().name(), name(caller.get().greatestRole()), name(needed.role()));
      denial.forbidden(request, response, path, detail);
    }
  }

  private static String name(Enum<?> role) {
    return Ascii.toLowerCase(role.name());
  }

  /** The author of what the request changes is its remote user. */
  private void pass(Request request, Response response, Caller caller)
      throws IOException, ServletException {
    request.setUserPrincipal(new GenericPrincipal(caller.name()));
    try {
      Access.as(caller, () -> {
        getNext().invoke(request, response);
        return caller;
      });
    } catch (IOException | ServletException | RuntimeException e) {
      throw e;
    } catch (Exception e) {
      throw new ServletException(e);
    }
  }

  /** Decoded, normalized and without path parameters, as the servlets are chosen by it; of a broken one nothing is left. */
  private static String path(Request request) {
    String path = request.getDecodedRequestURI();
    return path == null ? "" : path;
  }

  private static boolean isLoopback(String address) {
    return address.startsWith("127.") || address.equals("0:0:0:0:0:0:0:1") || address.equals("::1");
  }
}
