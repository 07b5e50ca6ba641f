package io.signalbox.problem;

import io.signalbox.migrations.DatabaseTrouble;
import java.net.URI;
import java.util.Locale;
import org.springframework.http.HttpStatus;
import org.springframework.http.ProblemDetail;

/**
 * The kinds of failure that every path shares; {@code docs/problems.md} lists them. A module's own
 * are made the same way in its web room: {@code urn:signalbox:problem:} and a slug.
 */
enum Problem {
  INVALID(HttpStatus.BAD_REQUEST, "The request is not valid"),
  MALFORMED_BODY(HttpStatus.BAD_REQUEST, "The body cannot be read"),
  NOT_FOUND(HttpStatus.NOT_FOUND, "There is nothing here"),
  METHOD_NOT_ALLOWED(HttpStatus.METHOD_NOT_ALLOWED, "The method is not allowed here"),
  NOT_ACCEPTABLE(HttpStatus.NOT_ACCEPTABLE, "No representation is acceptable"),
  TOO_LARGE(HttpStatus.CONTENT_TOO_LARGE, "The body is too large"),
  MISDIRECTED(HttpStatus.valueOf(421), "The request is not for this server"),
  UNSUPPORTED_MEDIA_TYPE(HttpStatus.UNSUPPORTED_MEDIA_TYPE, "The media type is not supported"),
  DATABASE_UNAVAILABLE(HttpStatus.SERVICE_UNAVAILABLE, DatabaseTrouble.AWAY.words()),
  DATABASE_BUSY(HttpStatus.SERVICE_UNAVAILABLE, DatabaseTrouble.BUSY.words()),
  DATABASE_FULL(HttpStatus.INSUFFICIENT_STORAGE, DatabaseTrouble.FULL.words()),
  HOME_FULL(HttpStatus.INSUFFICIENT_STORAGE, "The disk of the server's home is full"),
  UNEXPECTED(HttpStatus.INTERNAL_SERVER_ERROR, "Something went wrong in the server");

  private final HttpStatus status;
  private final String title;

  Problem(HttpStatus status, String title) {
    this.status = status;
    this.title = title;
  }

  /** The kind that a status alone tells: what Spring and Tomcat refuse by themselves. */
  static Problem of(int status) {
    return switch (status) {
      case 404 -> NOT_FOUND;
      case 405 -> METHOD_NOT_ALLOWED;
      case 406 -> NOT_ACCEPTABLE;
      case 413 -> TOO_LARGE;
      case 415 -> UNSUPPORTED_MEDIA_TYPE;
      case 501, 505 -> INVALID; // what this server's HTTP does not have
      case 503 -> DATABASE_UNAVAILABLE;
      default -> status < 500 ? INVALID : UNEXPECTED;
    };
  }

  static Problem of(DatabaseTrouble trouble) {
    return switch (trouble) {
      case AWAY -> DATABASE_UNAVAILABLE;
      case BUSY -> DATABASE_BUSY;
      case FULL -> DATABASE_FULL;
    };
  }

  HttpStatus status() {
    return status;
  }

  ProblemDetail detail(String detail) {
    ProblemDetail problem = ProblemDetail.forStatusAndDetail(status, detail);
    problem.setTitle(title);
    problem.setType(URI.create("urn:signalbox:problem:" + slug()));
    return problem;
  }

  private String slug() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }
}
