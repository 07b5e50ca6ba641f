package io.signalbox.trainer.web;

import io.signalbox.trainer.TrainerException;
import java.net.URI;
import org.springframework.http.HttpStatus;
import org.springframework.http.ProblemDetail;
import org.springframework.web.bind.annotation.ExceptionHandler;
import org.springframework.web.bind.annotation.RestControllerAdvice;

/** What the trainer refuses, as problem details; for every controller, since the server's {@code apply} calls the trainer too. */
@RestControllerAdvice
class TrainerProblems {

  @ExceptionHandler
  ProblemDetail refused(TrainerException refusal) {
    return switch (refusal) {
      case TrainerException.NotFound notFound ->
        problem(HttpStatus.NOT_FOUND, "not-found", "There is nothing here", notFound);
      case TrainerException.Invalid invalid ->
        problem(HttpStatus.BAD_REQUEST, "invalid", "The request is not valid", invalid);
      case TrainerException.QueueFull full ->
        problem(HttpStatus.CONFLICT, "training-queue-full", "Too many runs wait", full);
    };
  }

  private static ProblemDetail problem(
      HttpStatus status, String slug, String title, TrainerException refusal) {
    ProblemDetail problem = ProblemDetail.forStatusAndDetail(status, refusal.getMessage());
    problem.setType(URI.create("urn:signalbox:problem:" + slug));
    problem.setTitle(title);
    return problem;
  }
}
