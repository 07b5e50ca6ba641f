package io.signalbox.router.web;

import io.signalbox.router.RouterException;
import java.net.URI;
import org.springframework.http.HttpStatus;
import org.springframework.http.ProblemDetail;
import org.springframework.web.bind.annotation.ExceptionHandler;
import org.springframework.web.bind.annotation.RestControllerAdvice;

/** What the router refuses, as problem details; for every controller, since the server's {@code apply} calls the router too. */
@RestControllerAdvice
class RouterProblems {

  @ExceptionHandler
  ProblemDetail refused(RouterException refusal) {
    return switch (refusal) {
      case RouterException.NotFound notFound ->
        problem(HttpStatus.NOT_FOUND, "router-not-found", "Not found", notFound);
      case RouterException.Invalid invalid ->
        problem(HttpStatus.BAD_REQUEST, "router-invalid", "Not allowed", invalid);
      case RouterException.DoesNotLoad broken ->
        problem(HttpStatus.CONFLICT, "model-does-not-load", "The model cannot be served", broken);
      case RouterException.Conflict conflict ->
        problem(HttpStatus.CONFLICT, "router-conflict", "Not possible as things are", conflict);
    };
  }

  private static ProblemDetail problem(
      HttpStatus status, String slug, String title, RouterException refusal) {
    ProblemDetail problem = ProblemDetail.forStatusAndDetail(status, refusal.getMessage());
    problem.setType(URI.create("urn:signalbox:problem:" + slug));
    problem.setTitle(title);
    return problem;
  }
}
