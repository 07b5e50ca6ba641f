package io.signalbox.problem;

import jakarta.servlet.RequestDispatcher;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.net.URI;
import java.net.URISyntaxException;
import org.springframework.http.MediaType;
import org.springframework.http.ProblemDetail;
import org.springframework.stereotype.Component;
import tools.jackson.databind.json.JsonMapper;

/** Writes a problem where no controller does it. */
@Component
public class ProblemWriter {

  private final JsonMapper json;

  ProblemWriter(JsonMapper json) {
    this.json = json;
  }

  public void write(HttpServletRequest request, HttpServletResponse response, ProblemDetail problem)
      throws IOException {
    complete(problem, request);
    response.setHeader(RequestIds.HEADER, RequestIds.of(request));
    response.setStatus(problem.getStatus());
    response.setContentType(MediaType.APPLICATION_PROBLEM_JSON_VALUE);
    response.getOutputStream().write(json.writeValueAsBytes(problem));
  }

  /** As the other, on the paths of other interfaces in their words. */
  void writeInItsProtocol(
      HttpServletRequest request, HttpServletResponse response, ProblemDetail problem)
      throws IOException {
    Protocol protocol = Protocol.of(request.getRequestURI());
    if (protocol == Protocol.SIGNALBOX) {
      write(request, response, problem);
      return;
    }
    response.setStatus(problem.getStatus());
    response.setContentType(protocol.contentType());
    response.getOutputStream().write(protocol.body(problem));
  }

  /** Adds what only the request knows. A path that is no URI, such as {@code /%zz}, is left out. */
  static void complete(ProblemDetail problem, HttpServletRequest request) {
    problem.setProperty("requestId", RequestIds.of(request));
    try {
      problem.setInstance(new URI(path(request)));
    } catch (URISyntaxException e) {
      problem.setInstance(null);
    }
  }

  private static String path(HttpServletRequest request) {
    return request.getAttribute(RequestDispatcher.ERROR_REQUEST_URI) instanceof String original
        ? original
        : request.getRequestURI();
  }
}
