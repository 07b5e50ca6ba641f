package io.signalbox.features.feast;

import io.signalbox.features.FeaturesException;
import java.nio.charset.StandardCharsets;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.ExceptionHandler;
import org.springframework.web.bind.annotation.RestControllerAdvice;

/** Refusals as the SDK reads them. Before every other advice, which would answer with a problem on Feast's paths too. */
@RestControllerAdvice(assignableTypes = FeastWrites.class)
@Order(Ordered.HIGHEST_PRECEDENCE)
class FeastProblems {

  @ExceptionHandler
  ResponseEntity<byte[]> refused(FeastRefusal refusal) {
    return Answers.json(refusal.status(), refusal.body().getBytes(StandardCharsets.UTF_8));
  }

  @ExceptionHandler
  ResponseEntity<byte[]> refused(FeaturesException refusal) {
    return refused(translated(refusal));
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
