package io.signalbox.features.offline;

import io.signalbox.features.Micros;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;

/** Microseconds of a Parquet file as times. */
final class Times {

  private Times() {}

  static Instant instant(long micros) {
    return Micros.instant(micros);
  }

  /** What the clock on the wall said, wherever it hung. */
  static LocalDateTime local(long micros) {
    return LocalDateTime.ofInstant(Micros.instant(micros), ZoneOffset.UTC);
  }
}
