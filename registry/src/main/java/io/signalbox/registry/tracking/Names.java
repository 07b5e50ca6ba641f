package io.signalbox.registry.tracking;

import java.util.UUID;

/** Names for runs and models that came without one, such as {@code quiet-semaphore-407}. */
final class Names {
  private static final String[] QUALITIES = {
    "amber",
    "bold",
    "calm",
    "clever",
    "eager",
    "early",
    "fleet",
    "gentle",
    "grand",
    "keen",
    "lively",
    "merry",
    "nimble",
    "patient",
    "polite",
    "punctual",
    "quick",
    "quiet",
    "sleek",
    "steady",
    "sturdy",
    "swift",
    "tidy",
    "upbeat",
    "valiant",
    "wise"
  };
  private static final String[] THINGS = {
    "ballast",
    "bogie",
    "buffer",
    "cabin",
    "coach",
    "coupler",
    "crossing",
    "engine",
    "ferry",
    "freight",
    "junction",
    "lantern",
    "lever",
    "platform",
    "points",
    "rail",
    "semaphore",
    "shunter",
    "siding",
    "signal",
    "sleeper",
    "tender",
    "track",
    "tunnel",
    "turntable",
    "viaduct"
  };
  private static final int NUMBERS = 1_000;

  private Names() {}

  /** The random bits of the id choose the name. */
  static String of(UUID id) {
    long bits = id.getLeastSignificantBits() & Long.MAX_VALUE;
    String quality = QUALITIES[(int) (bits % QUALITIES.length)];
    String thing = THINGS[(int) (bits / QUALITIES.length % THINGS.length)];
    return quality + "-" + thing + "-" + bits / QUALITIES.length / THINGS.length % NUMBERS;
  }
}
