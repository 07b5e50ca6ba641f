package io.signalbox.problem;

import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.Set;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.stereotype.Component;
import org.springframework.web.filter.OncePerRequestFilter;

/**
 * Answers only those who asked for this machine. As long as there are no tokens whoever reaches the server may do anything, and a web page
 * could reach it through a visitor's browser by a name that it resolves to the loopback address.
 */
@Component
@Order(Ordered.HIGHEST_PRECEDENCE + 1)
class HostCheck extends OncePerRequestFilter {
  private static final Set<String> LOOPBACK =
      Set.of("127.0.0.1", "localhost", "[::1]", "::1", "0:0:0:0:0:0:0:1");

  private final ProblemWriter problems;

  HostCheck(ProblemWriter problems) {
    this.problems = problems;
  }

  @Override
  protected void doFilterInternal(
      HttpServletRequest request, HttpServletResponse response, FilterChain chain)
      throws ServletException, IOException {
    String host = request.getServerName();
    if (LOOPBACK.contains(host)) {
      chain.doFilter(request, response);
    } else {
      String detail =
          "Host: " + host + " (expected: 127.0.0.1 or localhost, as long as there are no tokens)";
      problems.write(request, response, Problem.MISDIRECTED.detail(detail));
    }
  }
}
