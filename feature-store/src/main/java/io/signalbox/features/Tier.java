package io.signalbox.features;

import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Arrays;
import java.util.Locale;

/** What a quality score is called, the best first. */
public enum Tier {
  GOLD(90),
  SILVER(75),
  BRONZE(50),
  POOR(0);

  private final double least;

  Tier(double least) {
    this.least = least;
  }

  /** The least score of this tier, inclusive. */
  public double least() {
    return least;
  }

  /** Of a score from 0 to 100. */
  public static Tier of(double score) {
    return Arrays.stream(values()).filter(it -> score >= it.least).findFirst().orElse(POOR);
  }

  /** By its word. @throws FeaturesException if there is none of it */
  public static Tier parse(String word) {
    return Arrays.stream(values())
        .filter(it -> it.word().equals(word))
        .findFirst()
        .orElseThrow(() -> new FeaturesException.Invalid(
            "tier: %s (expected: gold, silver, bronze or poor)".formatted(word)));
  }

  @JsonValue
  public String word() {
    return name().toLowerCase(Locale.ROOT);
  }
}
