package io.signalbox.monitor.web;

import io.signalbox.monitor.MonitorException;
import java.net.URI;
import org.springframework.http.HttpStatus;
import org.springframework.http.ProblemDetail;
import org.springframework.http.converter.HttpMessageNotReadableException;
import org.springframework.web.bind.annotation.ExceptionHandler;
import org.springframework.web.bind.annotation.RestControllerAdvice;
import tools.jackson.core.JacksonException;

/** Refusals as RFC 9457 problems; {@code docs/problems.md} lists their types. */
@RestControllerAdvice(basePackageClasses = MonitorProblems.class)
class MonitorProblems {

  @ExceptionHandler
  ProblemDetail refused(MonitorException refusal) {
    return switch (refusal) {
      case MonitorException.NotFound e ->
        problem(HttpStatus.NOT_FOUND, "monitor-not-found", "Not found", message(e));
      case MonitorException.Invalid e ->
        problem(HttpStatus.BAD_REQUEST, "monitor-invalid", "Not allowed", message(e));
    };
  }

  /** A body that is no JSON, has an unknown field, or a value of the wrong type. */
  @ExceptionHandler
  ProblemDetail unreadable(HttpMessageNotReadableException e) {
    return problem(
        HttpStatus.BAD_REQUEST,
        "monitor-unreadable",
        "Body cannot be read",
        words(e.getMostSpecificCause()));
  }

  /** Jackson's own words without the piece of the body that it quotes. */
  private static String words(Throwable cause) {
    return cause instanceof JacksonException jackson
        ? String.valueOf(jackson.getOriginalMessage())
        : message(cause);
  }

  private static ProblemDetail problem(
      HttpStatus status, String slug, String title, String detail) {
    ProblemDetail problem = ProblemDetail.forStatusAndDetail(status, detail);
    problem.setType(URI.create("urn:signalbox:problem:" + slug));
    problem.setTitle(title);
    return problem;
  }

  private static String message(Throwable e) {
    return String.valueOf(e.getMessage());
  }
}
