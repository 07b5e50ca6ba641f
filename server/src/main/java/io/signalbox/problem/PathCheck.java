package io.signalbox.problem;

import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.http.HttpStatus;
import org.springframework.http.ProblemDetail;
import org.springframework.stereotype.Component;
import org.springframework.web.filter.OncePerRequestFilter;

/**
 * Refuses on Signalbox's own interface U+0000 in the path and the query, which PostgreSQL cannot keep in a text, and a body of any
 * type at all, which only an answer's type may be.
 */
@Component
@Order(Ordered.HIGHEST_PRECEDENCE + 2)
class PathCheck extends OncePerRequestFilter {
  private static final String NULL = "%00";

  private final ProblemWriter problems;

  PathCheck(ProblemWriter problems) {
    this.problems = problems;
  }

  @Override
  protected boolean shouldNotFilter(HttpServletRequest request) {
    return !request.getRequestURI().startsWith("/api/v1/");
  }

  @Override
  protected void doFilterInternal(
      HttpServletRequest request, HttpServletResponse response, FilterChain chain)
      throws ServletException, IOException {
    String query = request.getQueryString();
    String type = request.getContentType();
    if (request.getRequestURI().contains(NULL) || (query != null && query.contains(NULL))) {
      problems.write(
          request, response, Problem.INVALID.detail("%00 in path or query (expected: without)"));
    } else if (type != null && type.contains("*")) {
      ProblemDetail problem = Problem.of(HttpStatus.UNSUPPORTED_MEDIA_TYPE.value())
          .detail("Content-Type: %s (expected: one type)".formatted(type));
      problem.setStatus(HttpStatus.UNSUPPORTED_MEDIA_TYPE);
      problems.write(request, response, problem);
    } else {
      chain.doFilter(request, response);
    }
  }
}
