package io.signalbox.monitor.drift;

import com.google.common.collect.ImmutableMap;
import java.util.Comparator;
import java.util.Map;

/** Bins of categories: the most frequent of the reference, and one for all others, the new ones among them. */
public final class CategoryBins {
  private final ImmutableMap<String, Integer> bins;

  private CategoryBins(ImmutableMap<String, Integer> bins) {
    this.bins = bins;
  }

  /** Bins of a reference, given as its rows by category. */
  public static CategoryBins of(Map<String, Long> counts, int most) {
    var names = counts.entrySet().stream()
        .sorted(Comparator.comparingLong((Map.Entry<String, Long> entry) -> -entry.getValue())
            .thenComparing(Map.Entry::getKey))
        .limit(most)
        .map(Map.Entry::getKey)
        .toList();
    var bins = ImmutableMap.<String, Integer>builder();
    for (int i = 0; i < names.size(); i++) {
      bins.put(names.get(i), i);
    }
    return new CategoryBins(bins.buildOrThrow());
  }

  /** How many bins, the last being that of all others; the missing are not among them. */
  public int size() {
    return bins.size() + 1;
  }

  public int of(String category) {
    return bins.getOrDefault(category, bins.size());
  }
}
