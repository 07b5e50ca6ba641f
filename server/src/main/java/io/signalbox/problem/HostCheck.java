package io.signalbox.problem;

import io.signalbox.registry.Tokens;
import jakarta.servlet.ServletException;
import java.io.IOException;
import java.util.Set;
import java.util.function.Supplier;
import org.apache.catalina.connector.Request;
import org.apache.catalina.connector.Response;
import org.apache.catalina.valves.ValveBase;

/**
 * Answers only those who asked for this machine, on every path. As long as there are no tokens whoever reaches the server may do
 * anything, and a web page could reach it through a visitor's browser by a name that it resolves to the loopback address.
 */
final class HostCheck extends ValveBase {
  private static final Set<String> LOOPBACK =
      Set.of("127.0.0.1", "localhost", "[::1]", "::1", "0:0:0:0:0:0:0:1");

  private final Supplier<Tokens> tokens;
  private final ProblemWriter problems;

  HostCheck(Supplier<Tokens> tokens, ProblemWriter problems) {
    super(true); // asynchronous requests pass
    this.tokens = tokens;
    this.problems = problems;
  }

  @Override
  public void invoke(Request request, Response response) throws IOException, ServletException {
    String host = String.valueOf(request.getServerName()); // none at all where it is not HTTP
    boolean refused = request.getMethod() == null; // by Tomcat; no servlet will see it
    if (refused || LOOPBACK.contains(host) || tokens.get().inUse()) {
      getNext().invoke(request, response);
    } else {
      String detail =
          "Host: " + host + " (expected: 127.0.0.1 or localhost, as long as there are no tokens)";
      problems.writeInItsProtocol(request, response, Problem.MISDIRECTED.detail(detail));
    }
  }
}
