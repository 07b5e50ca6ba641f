package io.signalbox.trainer;

import java.util.concurrent.atomic.AtomicBoolean;
import org.slf4j.Logger;

/** Something that is tried every few seconds and fails for a while: one line when that begins, and one when it ends. Thread-safe. */
final class Outage {
  private final Logger log;
  private final String what;
  private final AtomicBoolean lasts = new AtomicBoolean();

  /** @param what cannot be done, for example {@code The queue cannot be read} */
  Outage(Logger log, String what) {
    this.log = log;
    this.what = what;
  }

  void failed(RuntimeException why) {
    if (lasts.compareAndSet(false, true)) {
      log.warn("{}; it is tried again why={}", what, why.getMessage());
    }
    log.debug("{}", what, why);
  }

  void worked() {
    if (lasts.compareAndSet(true, false)) {
      log.info("{}: over", what);
    }
  }
}
