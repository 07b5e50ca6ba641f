package io.signalbox.router.assignment;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SlotsTest {
  private static final int UNITS = 200_000;

  /** The .9999 quantile of chi-squared with 99 degrees of freedom, from SciPy's {@code chi2.ppf(.9999, 99)}. */
  private static final double CHI_SQUARED_99 = 160.05573829663157;

  /** Computed with Python's mmh3, an independent implementation. */
  @ParameterizedTest
  @CsvSource({
    "flight_delay, N14228,    d9bf5b0e, 8505",
    "flight_delay, N24211,    1c05bb9f, 1094",
    "flight_delay, joueur-é,  fee2424b, 9956",
    "checkout,     user-1,    d08dc68d, 8146",
    "checkout,     用户-42,    ca1001b3, 7893",
    "checkout,     😀,         deb20cf5, 8699"
  })
  void a_unit_has_the_slot_that_other_implementations_compute(
      String salt, String unit, String hash, int slot) {
    assertThat(Integer.toHexString(Slots.hash(salt + ":" + unit))).isEqualTo(hash);
    assertThat(Slots.of(salt, unit)).isEqualTo(slot);
  }

  /** The keys of flagd's fractional v2 evaluation, which reach both ends of the range and both sides of its middle. */
  @ParameterizedTest
  @CsvSource({
    "ejOoVL, 00000000, 0",
    "bY9fO-, 00000001, 0",
    "SI7p-,  7fffffff, 4999",
    "6LvT0,  80000000, 5000",
    "ceQdGm, ffffffff, 9999"
  })
  void the_ends_and_the_middle_of_the_hash_are_the_ends_and_the_middle_of_the_slots(
      String key, String hash, int slot) {
    assertThat(String.format("%08x", Slots.hash(key))).isEqualTo(hash);
    assertThat(Slots.ofHash(Slots.hash(key))).isEqualTo(slot);
  }

  /** MurmurHash3_x86_32 as Austin Appleby published it, over bytes; the one in use reads text. */
  @Test
  void the_hash_is_murmur3_of_the_utf8_bytes_of_any_text() {
    var random = new Random(7);
    for (int i = 0; i < 20_000; i++) {
      String text = text(random);

      assertThat(Slots.hash(text))
          .as("seed 7, text %d: %s", i, text)
          .isEqualTo(murmur3(text.getBytes(StandardCharsets.UTF_8)));
    }
  }

  @Test
  void slots_are_uniform() {
    var counts = new long[100];
    for (int i = 0; i < UNITS; i++) {
      counts[Slots.of("flight_delay", "N" + i) / 100]++;
    }

    double expected = UNITS / 100.0;
    double statistic = 0;
    for (long count : counts) {
      statistic += (count - expected) * (count - expected) / expected;
    }
    assertThat(statistic).isLessThan(CHI_SQUARED_99);
  }

  @Test
  void the_assignments_of_two_endpoints_are_independent() {
    var counts = new long[10][10];
    for (int i = 0; i < UNITS; i++) {
      counts[Slots.of("flight_delay", "user-" + i) / 1000][
          Slots.of("checkout", "user-" + i) / 1000]++;
    }

    double expected = UNITS / 100.0;
    double statistic = 0;
    for (long[] row : counts) {
      for (long count : row) {
        statistic += (count - expected) * (count - expected) / expected;
      }
    }
    // 99 degrees of freedom: the margins are not fitted, they are uniform by design.
    assertThat(statistic).isLessThan(CHI_SQUARED_99);
  }

  /** Code points of 1 to 4 bytes, and lone surrogates, which UTF-8 replaces by '?'. */
  private static String text(Random random) {
    var text = new StringBuilder();
    int length = random.nextInt(24);
    for (int i = 0; i < length; i++) {
      text.appendCodePoint(
          switch (random.nextInt(6)) {
            case 0 -> random.nextInt(0x80, 0x800);
            case 1 -> random.nextInt(0x800, 0x10000);
            case 2 -> random.nextInt(0x10000, 0x110000);
            default -> random.nextInt(0x80);
          });
    }
    return text.toString();
  }

  private static int murmur3(byte[] bytes) {
    int hash = 0;
    int whole = bytes.length & ~3;
    for (int i = 0; i < whole; i += 4) {
      int block = (bytes[i] & 0xff)
          | (bytes[i + 1] & 0xff) << 8
          | (bytes[i + 2] & 0xff) << 16
          | bytes[i + 3] << 24;
      hash ^= mix(block);
      hash = Integer.rotateLeft(hash, 13) * 5 + 0xe6546b64;
    }
    int tail = 0;
    for (int i = bytes.length - 1; i >= whole; i--) {
      tail = tail << 8 | (bytes[i] & 0xff);
    }
    hash ^= mix(tail);
    hash ^= bytes.length;
    hash = (hash ^ hash >>> 16) * 0x85ebca6b;
    hash = (hash ^ hash >>> 13) * 0xc2b2ae35;
    return hash ^ hash >>> 16;
  }

  private static int mix(int block) {
    return Integer.rotateLeft(block * 0xcc9e2d51, 15) * 0x1b873593;
  }
}
