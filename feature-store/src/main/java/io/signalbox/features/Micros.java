package io.signalbox.features;

import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;

/** Instants and spans as microseconds: what rows are compared by. */
public final class Micros {

  private Micros() {}

  /** Since the epoch; a fraction of a microsecond is dropped towards the past. */
  public static long of(Instant instant) {
    return Math.addExact(
        Math.multiplyExact(instant.getEpochSecond(), 1_000_000L), instant.getNano() / 1_000);
  }

  public static long of(Duration span) {
    return Math.addExact(
        Math.multiplyExact(span.toSeconds(), 1_000_000L), span.toNanosPart() / 1_000);
  }

  public static Instant instant(long micros) {
    return Instant.EPOCH.plus(micros, ChronoUnit.MICROS);
  }
}
