package io.signalbox.monitor;

import com.github.f4b6a3.uuid.UuidCreator;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;

/** Ids of reports and comparisons: uuid v7, so that they sort by the time they were made at. */
final class Ids {
  private Ids() {}

  static String at(Instant moment) {
    return UuidCreator.getTimeOrderedEpoch(moment).toString();
  }

  /** Empty where the text is no uuid: such an id is unknown, not wrong. */
  static Optional<UUID> parse(String text) {
    try {
      return Optional.of(UUID.fromString(text));
    } catch (IllegalArgumentException notAnId) {
      return Optional.empty();
    }
  }
}
