package io.signalbox.registry.web;

import io.signalbox.registry.RegistryException;
import io.signalbox.registry.search.SearchRefused;
import java.net.URI;
import org.springframework.http.HttpStatus;
import org.springframework.http.ProblemDetail;
import org.springframework.web.bind.annotation.ExceptionHandler;
import org.springframework.web.bind.annotation.RestControllerAdvice;

/** The registry's refusals as problem details (RFC 9457). */
@RestControllerAdvice(basePackages = "io.signalbox")
class RegistryProblems {

  @ExceptionHandler
  ProblemDetail refused(RegistryException e) {
    ProblemDetail problem = switch (e) {
      case RegistryException.NotFound x ->
        problem(x, HttpStatus.NOT_FOUND, "not-registered", "Not in the registry");
      case RegistryException.AlreadyExists x ->
        problem(x, HttpStatus.CONFLICT, "already-registered", "There is one already");
      case RegistryException.Invalid x ->
        problem(x, HttpStatus.BAD_REQUEST, "invalid-registry-value", "A value is not allowed");
      case RegistryException.ReasonRefused x ->
        problem(x, HttpStatus.BAD_REQUEST, "reason-refused", "A change needs a reason");
      case RegistryException.Forbidden x ->
        problem(x, HttpStatus.FORBIDDEN, "forbidden", "The caller's role does not allow it");
      case RegistryException.WrongState x ->
        problem(x, HttpStatus.CONFLICT, "wrong-registry-state", "Not possible in this state");
      case RegistryException.GateRefused x -> {
        ProblemDetail refused =
            problem(x, HttpStatus.CONFLICT, "gate-refused", "A gate kept the version out");
        refused.setProperty("gates", x.results());
        yield refused;
      }
    };
    return problem;
  }

  @ExceptionHandler
  ProblemDetail refused(SearchRefused e) {
    return problem(e, HttpStatus.BAD_REQUEST, "invalid-registry-value", "A value is not allowed");
  }

  private static ProblemDetail problem(
      RuntimeException e, HttpStatus status, String slug, String title) {
    ProblemDetail problem =
        ProblemDetail.forStatusAndDetail(status, String.valueOf(e.getMessage()));
    problem.setType(URI.create("urn:signalbox:problem:" + slug));
    problem.setTitle(title);
    return problem;
  }
}
