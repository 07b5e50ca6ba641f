package io.signalbox.features.web;

import io.signalbox.features.FeaturesException;
import java.net.URI;
import org.springframework.http.HttpStatus;
import org.springframework.http.ProblemDetail;
import org.springframework.web.bind.annotation.ExceptionHandler;
import org.springframework.web.bind.annotation.RestControllerAdvice;

/**
 * Refusals as RFC 9457 problems, whoever asked the feature store; {@code docs/problems.md} lists their types. Feast's controller
 * translates its own, and a controller's handlers come before every advice.
 */
@RestControllerAdvice
class FeaturesProblems {

  @ExceptionHandler
  ProblemDetail refused(FeaturesException refusal) {
    return switch (refusal) {
      case FeaturesException.NotFound e ->
        problem(HttpStatus.NOT_FOUND, "features-not-found", "Not found", message(e));
      case FeaturesException.ContractBroken e ->
        problem(HttpStatus.BAD_REQUEST, "features-contract-broken", "Contract broken", message(e));
      case FeaturesException.InUse e ->
        problem(HttpStatus.CONFLICT, "features-in-use", "In use", message(e));
      case FeaturesException.SourceFailed e ->
        problem(HttpStatus.SERVICE_UNAVAILABLE, "source-failed", "Source failed", message(e));
      case FeaturesException.ReasonRefused e ->
        problem(HttpStatus.BAD_REQUEST, "reason-refused", "A change needs a reason", message(e));
      case FeaturesException.Invalid e ->
        problem(HttpStatus.BAD_REQUEST, "features-invalid", "Not allowed", message(e));
    };
  }

  @ExceptionHandler
  ProblemDetail tooLarge(Bodies.TooLarge e) {
    return problem(HttpStatus.CONTENT_TOO_LARGE, "features-too-large", "Too large", message(e));
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
