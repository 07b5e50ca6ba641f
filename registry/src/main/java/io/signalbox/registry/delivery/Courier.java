package io.signalbox.registry.delivery;

import java.time.Duration;
import java.util.Optional;
import java.util.OptionalInt;

/** Makes one request, and says what came of it. Never inside a transaction. */
public interface Courier {
  Answer send(Post post);

  /**
   * What came of a request.
   *
   * @param status absent where there was no answer; {@code failure} says why
   * @param body the beginning of the answer's body, as text
   * @param retryAfter how long the target asked to wait
   */
  record Answer(
      OptionalInt status, String body, Optional<String> failure, Optional<Duration> retryAfter) {

    static Answer failed(String why) {
      return new Answer(OptionalInt.empty(), "", Optional.of(why), Optional.empty());
    }

    /** Whether the target took it. */
    public boolean taken() {
      return status.isPresent() && status.getAsInt() / 100 == 2;
    }

    /** Whether the target may take the same later. */
    boolean again() {
      int code = status.orElse(500);
      return code >= 500 || code == 408 || code == 425 || code == 429;
    }

    String words() {
      return failure.orElseGet(() -> "status " + status.orElseThrow());
    }
  }
}
