package io.signalbox.problem;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

/** Fails in each way that a controller can. */
@RestController
@RequestMapping("/test")
class FailingController {

  @PostMapping("/shares")
  ShareJson post(@RequestBody ShareJson share) {
    return share;
  }

  @GetMapping("/numbers/{number}")
  int number(@PathVariable int number) {
    return number;
  }

  @GetMapping("/bug")
  void bug() {
    throw new IllegalStateException("SELECT secret FROM table");
  }

  @GetMapping("/value")
  void value() {
    throw new IllegalArgumentException("column: secret (expected: a number)");
  }

  @GetMapping("/full")
  void full() {
    throw new UncheckedIOException(new IOException("/home/some.parquet: No space left on device"));
  }

  record ShareJson(
      int share,
      @Nullable String model,
      @Nullable Instant since,
      @Nullable Duration window,
      @Nullable Double bound,
      @Nullable Map<String, Integer> parts,
      @Nullable OptionalInt most,
      @Nullable BigDecimal exact) {
    ShareJson {
      if (share < 0) {
        throw new IllegalArgumentException("share: %d (expected: > 0)".formatted(share));
      }
    }
  }
}
