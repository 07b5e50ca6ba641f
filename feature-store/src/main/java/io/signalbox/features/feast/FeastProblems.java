package io.signalbox.features.feast;

import io.signalbox.features.FeaturesException;
import io.signalbox.migrations.DatabaseTrouble;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.dao.DataAccessException;
import org.springframework.http.HttpHeaders;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.transaction.TransactionException;
import org.springframework.web.bind.annotation.ExceptionHandler;
import org.springframework.web.bind.annotation.RestControllerAdvice;

/** Refusals as the SDK reads them. Before every other advice, which would answer with a problem on Feast's paths too. */
@RestControllerAdvice(assignableTypes = FeastWrites.class)
@Order(Ordered.HIGHEST_PRECEDENCE)
class FeastProblems {
  private static final Logger LOG = LoggerFactory.getLogger(FeastProblems.class);
  static final String RETRY_SECONDS = "5";

  @ExceptionHandler
  ResponseEntity<byte[]> refused(FeastRefusal refusal) {
    ResponseEntity<byte[]> answer =
        Answers.json(refusal.status(), refusal.body().getBytes(StandardCharsets.UTF_8));
    return refusal.mayPass()
        ? ResponseEntity.status(refusal.status())
            .headers(answer.getHeaders())
            .header(HttpHeaders.RETRY_AFTER, RETRY_SECONDS)
            .body(answer.getBody())
        : answer;
  }

  @ExceptionHandler
  ResponseEntity<byte[]> refused(FeaturesException refusal) {
    return refused(translated(refusal));
  }

  @ExceptionHandler({DataAccessException.class, TransactionException.class})
  ResponseEntity<byte[]> failed(RuntimeException failure) {
    return refused(notTheirs(failure));
  }

  /** What is not the caller's fault: a database that may do it later, or a fault of ours, which is logged. */
  static FeastRefusal notTheirs(RuntimeException failure) {
    Optional<DatabaseTrouble> trouble = DatabaseTrouble.of(failure);
    if (trouble.isEmpty()) {
      LOG.error("A request of Feast's interface failed.", failure);
      return FeastRefusal.of(500, "FeastError", "an error of this server; its log says more");
    }
    LOG.warn("{} cause={}", trouble.get().words(), failure.getMessage());
    int status = trouble.get() == DatabaseTrouble.FULL ? 507 : 503;
    String words = trouble.get().words()
        + (trouble.get() == DatabaseTrouble.AWAY ? "." : ". Nothing was changed.");
    return FeastRefusal.of(status, "FeastError", words);
  }

  static FeastRefusal translated(FeaturesException refusal) {
    String message = String.valueOf(refusal.getMessage());
    return refusal instanceof FeaturesException.NotFound
        ? FeastRefusal.notFound("FeastObjectNotFoundException", message)
        : FeastRefusal.invalid(message);
  }

  /** Headers and body in one write. */
  static final class Answers {
    private Answers() {}

    static ResponseEntity<byte[]> json(int status, byte[] body) {
      return ResponseEntity.status(status)
          .contentType(MediaType.APPLICATION_JSON)
          .contentLength(body.length)
          .body(body);
    }
  }
}
