package io.signalbox.problem;

import com.google.common.base.Throwables;
import io.signalbox.migrations.DatabaseTrouble;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.sql.SQLException;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.dao.DataAccessResourceFailureException;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.ProblemDetail;
import org.springframework.jdbc.CannotGetJdbcConnectionException;
import org.springframework.stereotype.Component;
import org.springframework.transaction.CannotCreateTransactionException;
import org.springframework.transaction.TransactionSystemException;
import org.springframework.web.servlet.HandlerExceptionResolver;
import org.springframework.web.servlet.ModelAndView;

/**
 * Answers what no module's handler took, after all of them: a database that is away, busy or full, a full home, and
 * everything else, which is a fault of ours and is logged with its stack trace.
 */
@Component
@Order(Ordered.LOWEST_PRECEDENCE)
class LastResort implements HandlerExceptionResolver {

  private static final Logger log = LoggerFactory.getLogger(LastResort.class);

  private static final String RETRY_SECONDS = "5";

  private final ProblemWriter writer;

  LastResort(ProblemWriter writer) {
    this.writer = writer;
  }

  @Override
  public @Nullable ModelAndView resolveException(
      HttpServletRequest request,
      HttpServletResponse response,
      @Nullable Object handler,
      Exception failure) {
    if (response.isCommitted()) {
      return null; // half an answer is out; the container closes the connection
    }
    try {
      ProblemDetail problem = problem(request, failure);
      if (problem.getStatus() != HttpStatus.INTERNAL_SERVER_ERROR.value()) {
        response.setHeader(HttpHeaders.RETRY_AFTER, RETRY_SECONDS);
      }
      writer.write(request, response, problem);
    } catch (IOException gone) {
      log.debug("Caller went away path={}", request.getRequestURI(), gone);
    }
    return new ModelAndView();
  }

  private static ProblemDetail problem(HttpServletRequest request, Exception failure) {
    String id = RequestIds.of(request);
    Optional<DatabaseTrouble> trouble = DatabaseTrouble.of(failure);
    Optional<Problem> refused = trouble
        .filter(told -> told != DatabaseTrouble.AWAY || isWithoutDatabase(failure))
        .map(Problem::of);
    if (refused.isEmpty() && isHomeFull(failure)) {
      refused = Optional.of(Problem.HOME_FULL);
    }
    if (refused.isPresent()) {
      ProblemDetail problem = refused.get().detail("Nothing was changed; try again.");
      log.warn("{} path={} requestId={}", problem.getTitle(), request.getRequestURI(), id);
      return problem;
    }
    if (trouble.isPresent()
        || failure instanceof DataAccessResourceFailureException
        || failure instanceof TransactionSystemException) {
      log.warn(
          "Database went away, or did not answer in time path={} requestId={}",
          request.getRequestURI(),
          id);
      return Problem.DATABASE_UNAVAILABLE.detail(
          "It went away before it had answered. Where this was a change, look whether it was made before you try again.");
    }
    log.error(
        "Request failed method={} path={} requestId={}",
        request.getMethod(),
        request.getRequestURI(),
        id,
        failure);
    return Problem.UNEXPECTED.detail("The server's log has the reason under this requestId.");
  }

  /** No connection was had, so nothing was asked. */
  private static boolean isWithoutDatabase(Exception failure) {
    return failure instanceof CannotGetJdbcConnectionException
        || failure instanceof CannotCreateTransactionException;
  }

  /** Java and DuckDB tell it in the words of the operating system only. */
  private static boolean isHomeFull(Exception failure) {
    return Throwables.getCausalChain(failure).stream()
        .filter(cause -> cause instanceof IOException || cause instanceof SQLException)
        .map(cause -> String.valueOf(cause.getMessage()))
        .anyMatch(words ->
            words.contains("No space left on device") || words.contains("Disk quota exceeded"));
  }
}
