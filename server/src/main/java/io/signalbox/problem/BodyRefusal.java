package io.signalbox.problem;

import io.signalbox.edge.Refusal;
import io.signalbox.edge.ValueRefused;
import java.util.Optional;
import org.springframework.http.converter.HttpMessageNotReadableException;
import tools.jackson.core.JacksonException;

/** Why a JSON body was not accepted. */
final class BodyRefusal {

  private BodyRefusal() {}

  static String of(HttpMessageNotReadableException refusal) {
    return switch (refusal.getCause()) {
      case ValueRefused value -> String.valueOf(value.getMessage());
      case JacksonException json -> Refusal.of(json, field -> Optional.empty());
      case null, default -> "body: empty (expected: JSON)";
    };
  }
}
