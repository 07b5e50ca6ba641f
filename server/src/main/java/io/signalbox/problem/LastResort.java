package io.signalbox.problem;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.sql.SQLTransientConnectionException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.dao.DataAccessResourceFailureException;
import org.springframework.http.ProblemDetail;
import org.springframework.jdbc.CannotGetJdbcConnectionException;
import org.springframework.stereotype.Component;
import org.springframework.transaction.CannotCreateTransactionException;
import org.springframework.transaction.TransactionSystemException;
import org.springframework.web.servlet.HandlerExceptionResolver;
import org.springframework.web.servlet.ModelAndView;

/**
 * Answers what no module's handler took, after all of them: a database that is away, and
 * everything else, which is a fault of ours and is logged with its stack trace.
 */
@Component
@Order(Ordered.LOWEST_PRECEDENCE)
class LastResort implements HandlerExceptionResolver {

  private static final Logger log = LoggerFactory.getLogger(LastResort.class);

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
      writer.write(request, response, problem(request, failure));
    } catch (IOException gone) {
      log.debug("Caller went away path={}", request.getRequestURI(), gone);
    }
    return new ModelAndView();
  }

  private static ProblemDetail problem(HttpServletRequest request, Exception failure) {
    String id = RequestIds.of(request);
    if (isWithoutDatabase(failure)) {
      log.warn("Database is away path={} requestId={}", request.getRequestURI(), id);
      return Problem.DATABASE_UNAVAILABLE.detail("Nothing was changed; try again.");
    }
    if (failure instanceof DataAccessResourceFailureException
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

  private static boolean isWithoutDatabase(Exception failure) {
    return failure instanceof CannotGetJdbcConnectionException
        || (failure instanceof CannotCreateTransactionException
            && failure.getCause() instanceof SQLTransientConnectionException);
  }
}
