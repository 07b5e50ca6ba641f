package io.signalbox.security;

import io.signalbox.problem.ProblemWriter;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.net.URI;
import java.util.Map;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.ProblemDetail;
import org.springframework.stereotype.Component;
import tools.jackson.databind.json.JsonMapper;

/** Says no in the words of the protocol that was spoken. */
@Component
class Denial {
  private final ProblemWriter problems;
  private final JsonMapper json;

  Denial(ProblemWriter problems, JsonMapper json) {
    this.problems = problems;
    this.json = json;
  }

  /** 401: nobody is known by what was sent. */
  void unauthenticated(
      HttpServletRequest request, HttpServletResponse response, String path, String detail)
      throws IOException {
    response.addHeader(HttpHeaders.WWW_AUTHENTICATE, "Bearer");
    response.addHeader(HttpHeaders.WWW_AUTHENTICATE, "Basic realm=\"signalbox\"");
    write(request, response, path, new No(HttpStatus.UNAUTHORIZED, "UNAUTHENTICATED", detail));
  }

  /** 403: the caller is known, and may not. */
  void forbidden(
      HttpServletRequest request, HttpServletResponse response, String path, String detail)
      throws IOException {
    write(request, response, path, new No(HttpStatus.FORBIDDEN, "PERMISSION_DENIED", detail));
  }

  private record No(HttpStatus status, String mlflowCode, String detail) {}

  private void write(HttpServletRequest request, HttpServletResponse response, String path, No no)
      throws IOException {
    if (Permission.isMlflow(path)) {
      plain(response, no, Map.of("error_code", no.mlflowCode(), "message", no.detail()));
    } else if (path.startsWith("/v2/")) {
      plain(response, no, Map.of("error", no.detail()));
    } else {
      boolean unknown = no.status() == HttpStatus.UNAUTHORIZED;
      ProblemDetail problem = ProblemDetail.forStatusAndDetail(no.status(), no.detail());
      problem.setType(
          URI.create("urn:signalbox:problem:" + (unknown ? "unauthenticated" : "forbidden")));
      problem.setTitle(unknown ? "A token is needed" : "The caller's role does not allow it");
      problems.write(request, response, problem);
    }
  }

  private void plain(HttpServletResponse response, No no, Map<String, String> body)
      throws IOException {
    response.setStatus(no.status().value());
    response.setContentType(MediaType.APPLICATION_JSON_VALUE);
    response.getOutputStream().write(json.writeValueAsBytes(body));
  }
}
