package io.signalbox.features.web;

import io.signalbox.features.FeaturesException;
import java.net.URI;
import org.springframework.http.HttpStatus;
import org.springframework.http.ProblemDetail;
import org.springframework.http.converter.HttpMessageNotReadableException;
import org.springframework.web.bind.annotation.ExceptionHandler;
import org.springframework.web.bind.annotation.RestControllerAdvice;
import org.springframework.web.method.annotation.MethodArgumentTypeMismatchException;
import tools.jackson.core.JacksonException;

/** Refusals as RFC 9457 problems; {@code docs/problems.md} lists their types. */
@RestControllerAdvice(basePackageClasses = FeaturesProblems.class)
class FeaturesProblems {

  @ExceptionHandler
  ProblemDetail refused(FeaturesException refusal) {
    return switch (refusal) {
      case FeaturesException.NotFound e ->
        problem(HttpStatus.NOT_FOUND, "features-not-found", "Not found", message(e));
      case FeaturesException.Invalid e ->
        problem(HttpStatus.BAD_REQUEST, "features-invalid", "Not allowed", message(e));
    };
  }

  @ExceptionHandler
  ProblemDetail tooLarge(Bodies.TooLarge e) {
    return problem(HttpStatus.CONTENT_TOO_LARGE, "features-too-large", "Too large", message(e));
  }

  /** A body that is no JSON, has an unknown field, or a value of the wrong type. */
  @ExceptionHandler
  ProblemDetail unreadable(HttpMessageNotReadableException e) {
    return problem(
        HttpStatus.BAD_REQUEST,
        "features-unreadable",
        "Body cannot be read",
        words(e.getMostSpecificCause()));
  }

  @ExceptionHandler
  ProblemDetail mistyped(MethodArgumentTypeMismatchException e) {
    return problem(
        HttpStatus.BAD_REQUEST,
        "features-invalid",
        "Not allowed",
        e.getName() + ": " + e.getValue() + " (expected: a whole number)");
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
