package io.signalbox.problem;

import io.signalbox.edge.Refusal;
import org.apache.tomcat.util.http.InvalidParameterException;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.TypeMismatchException;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatusCode;
import org.springframework.http.ProblemDetail;
import org.springframework.http.ResponseEntity;
import org.springframework.http.converter.HttpMessageNotReadableException;
import org.springframework.web.bind.MissingServletRequestParameterException;
import org.springframework.web.bind.annotation.ExceptionHandler;
import org.springframework.web.bind.annotation.RestControllerAdvice;
import org.springframework.web.context.request.WebRequest;
import org.springframework.web.method.annotation.MethodArgumentTypeMismatchException;
import org.springframework.web.servlet.NoHandlerFoundException;
import org.springframework.web.servlet.mvc.method.annotation.ResponseEntityExceptionHandler;
import org.springframework.web.servlet.resource.NoResourceFoundException;

/** What Spring itself refuses, in the project's words and kinds. */
@RestControllerAdvice
class ProblemHandler extends ResponseEntityExceptionHandler {

  @Override
  protected @Nullable ResponseEntity<Object> handleHttpMessageNotReadable(
      HttpMessageNotReadableException refusal,
      HttpHeaders headers,
      HttpStatusCode status,
      WebRequest request) {
    ProblemDetail problem = Problem.MALFORMED_BODY.detail(BodyRefusal.of(refusal));
    return ResponseEntity.status(problem.getStatus()).headers(headers).body(problem);
  }

  @Override
  protected @Nullable ResponseEntity<Object> handleNoHandlerFoundException(
      NoHandlerFoundException refusal,
      HttpHeaders headers,
      HttpStatusCode status,
      WebRequest request) {
    return nothingHere(refusal.getHttpMethod(), refusal.getRequestURL());
  }

  @Override
  protected @Nullable ResponseEntity<Object> handleNoResourceFoundException(
      NoResourceFoundException refusal,
      HttpHeaders headers,
      HttpStatusCode status,
      WebRequest request) {
    return nothingHere(refusal.getHttpMethod().name(), "/" + refusal.getResourcePath());
  }

  @Override
  protected @Nullable ResponseEntity<Object> handleTypeMismatch(
      TypeMismatchException refusal,
      HttpHeaders headers,
      HttpStatusCode status,
      WebRequest request) {
    String words = refusal instanceof MethodArgumentTypeMismatchException e
        ? Refusal.of(
            e.getName(), e.getValue(), e.getParameter().nestedIfOptional().getNestedParameterType())
        : Refusal.of("value", refusal.getValue(), refusal.getRequiredType());
    ProblemDetail problem = Problem.INVALID.detail(words);
    return ResponseEntity.status(problem.getStatus()).headers(headers).body(problem);
  }

  /** Tomcat's word for a query with a nameless parameter or an escape that is none; it comes with the first look at a parameter. */
  @ExceptionHandler(InvalidParameterException.class)
  ResponseEntity<Object> unreadableQuery(InvalidParameterException refusal) {
    ProblemDetail problem =
        Problem.INVALID.detail("query: unreadable (expected: name=value, percent-encoded UTF-8)");
    return ResponseEntity.status(problem.getStatus()).body(problem);
  }

  @Override
  protected @Nullable ResponseEntity<Object> handleMissingServletRequestParameter(
      MissingServletRequestParameterException refusal,
      HttpHeaders headers,
      HttpStatusCode status,
      WebRequest request) {
    ProblemDetail problem = Problem.INVALID.detail(
        "%s: missing (expected: a parameter of the query)".formatted(refusal.getParameterName()));
    return ResponseEntity.status(problem.getStatus()).headers(headers).body(problem);
  }

  private static ResponseEntity<Object> nothingHere(String method, String path) {
    ProblemDetail problem =
        Problem.NOT_FOUND.detail("%s %s (expected: a path of this server)".formatted(method, path));
    return ResponseEntity.status(problem.getStatus()).body(problem);
  }

  /** Spring's own type and title are only the status again. */
  @Override
  protected @Nullable ResponseEntity<Object> handleExceptionInternal(
      Exception refusal,
      @Nullable Object body,
      HttpHeaders headers,
      HttpStatusCode status,
      WebRequest request) {
    ProblemDetail problem =
        Problem.of(status.value()).detail(SpringRefusal.of(refusal, body, request));
    problem.setStatus(status.value());
    return ResponseEntity.status(status).headers(headers).body(problem);
  }
}
