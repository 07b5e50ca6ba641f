package io.signalbox.problem;

import io.signalbox.edge.Fields;
import java.util.Collection;
import java.util.List;
import java.util.Objects;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;
import org.springframework.http.ProblemDetail;
import org.springframework.web.ErrorResponse;
import org.springframework.web.HttpMediaTypeException;
import org.springframework.web.HttpMediaTypeNotAcceptableException;
import org.springframework.web.HttpRequestMethodNotSupportedException;
import org.springframework.web.context.request.WebRequest;

/** What Spring refused by itself: the value, and what was expected. */
final class SpringRefusal {

  private SpringRefusal() {}

  /** Empty where nothing is known beyond the status. */
  static String of(Exception refusal, @Nullable Object body, WebRequest request) {
    return switch (refusal) {
      case HttpRequestMethodNotSupportedException method ->
        words(
            "method",
            method.getMethod(),
            Objects.requireNonNullElse(method.getSupportedHttpMethods(), List.of()));
      case HttpMediaTypeNotAcceptableException type ->
        words(
            HttpHeaders.ACCEPT,
            request.getHeader(HttpHeaders.ACCEPT),
            type.getSupportedMediaTypes());
      case HttpMediaTypeException type ->
        words(
            HttpHeaders.CONTENT_TYPE,
            request.getHeader(HttpHeaders.CONTENT_TYPE),
            type.getSupportedMediaTypes());
      case ErrorResponse ours -> detail(ours.getBody());
      default -> body instanceof ProblemDetail problem ? detail(problem) : "";
    };
  }

  private static String detail(ProblemDetail problem) {
    return Objects.requireNonNullElse(problem.getDetail(), "");
  }

  private static String words(String name, @Nullable String value, Collection<?> expected) {
    return "%s: %s (expected: %s)"
        .formatted(
            name,
            value == null || value.isEmpty() ? "missing" : Fields.shown(value),
            expected.isEmpty()
                ? "another"
                : expected.stream()
                    .map(Object::toString)
                    .distinct()
                    .sorted()
                    .collect(Collectors.joining(", ")));
  }
}
