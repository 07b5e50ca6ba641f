package io.signalbox.monitor.web;

import io.signalbox.monitor.MonitorException;
import java.net.URI;
import org.springframework.http.HttpStatus;
import org.springframework.http.ProblemDetail;
import org.springframework.web.bind.annotation.ExceptionHandler;
import org.springframework.web.bind.annotation.RestControllerAdvice;

/** What the monitor refuses, as problem details; for every controller, since the server's {@code apply} calls the monitor too. */
@RestControllerAdvice
class MonitorProblems {

  @ExceptionHandler
  ProblemDetail refused(MonitorException refusal) {
    return switch (refusal) {
      case MonitorException.NotFound notFound ->
        problem(HttpStatus.NOT_FOUND, "not-found", "There is nothing here", notFound);
      case MonitorException.Invalid invalid ->
        problem(HttpStatus.BAD_REQUEST, "invalid", "The request is not valid", invalid);
    };
  }

  private static ProblemDetail problem(
      HttpStatus status, String slug, String title, MonitorException refusal) {
    ProblemDetail problem =
        ProblemDetail.forStatusAndDetail(status, String.valueOf(refusal.getMessage()));
    problem.setType(URI.create("urn:signalbox:problem:" + slug));
    problem.setTitle(title);
    return problem;
  }
}
