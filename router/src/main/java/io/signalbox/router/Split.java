package io.signalbox.router;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import java.util.List;
import java.util.Map;

/**
 * How an endpoint's units are divided over versions, in basis points: whole numbers, so nothing is lost to rounding.
 *
 * @param shares by version number; they sum to 10,000
 * @param shadows versions that score every row which they do not answer themselves
 */
public record Split(Map<Integer, Integer> shares, List<Integer> shadows) {
  public static final int WHOLE = 10_000;

  /** @throws RouterException.Invalid if the shares are not the whole */
  public Split {
    shares = ImmutableMap.copyOf(shares);
    shadows = ImmutableList.copyOf(shadows);
    if (shares.isEmpty()) {
      throw new RouterException.Invalid("shares: none (expected: basis points by version)");
    }
    long sum = 0;
    for (int share : shares.values()) {
      if (share <= 0) {
        throw new RouterException.Invalid("share: " + share + " (expected: > 0)");
      }
      sum += share;
    }
    if (sum != WHOLE) {
      throw new RouterException.Invalid("sum of shares: " + sum + " (expected: " + WHOLE + ")");
    }
  }
}
