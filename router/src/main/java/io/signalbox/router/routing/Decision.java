package io.signalbox.router.routing;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableSet;
import io.signalbox.registry.Attribution;
import io.signalbox.router.RoutingTable.Range;
import java.util.List;
import java.util.Optional;

/** What is to become of an endpoint's table. */
sealed interface Decision {

  /** Every version that has to be loaded for these live and shadow arms. */
  static ImmutableSet<Integer> versions(List<Range> ranges, List<Integer> shadows) {
    var versions = ImmutableSet.<Integer>builder();
    ranges.forEach(range -> versions.add(range.modelVersion()));
    return versions.addAll(shadows).build();
  }

  /** The next table: its slots and arms, and what it is for. */
  record Take(List<Range> ranges, List<Integer> shadows, Cause cause) implements Decision {
    public Take {
      ranges = ImmutableList.copyOf(ranges);
      shadows = ImmutableList.copyOf(shadows);
    }

    ImmutableSet<Integer> versions() {
      return Decision.versions(ranges, shadows);
    }
  }

  /** The present table stays, and what was wanted is settled: there is nothing to do, or this is why it is not done. */
  record Keep(Optional<String> heldBack) implements Decision {}

  /** Somebody else has settled it meanwhile: nothing is written. */
  record Leave() implements Decision {}

  /** Why a table changes. */
  sealed interface Cause {
    Attribution why();

    /** The comparison that it rests on. */
    Optional<Evidence> evidence();
  }

  /** Somebody asked for these shares, on this comparison if there is one. */
  record Divided(Attribution why, Optional<Evidence> evidence) implements Cause {}

  /** Somebody took back the table before. */
  record RolledBack(Attribution why, Optional<Evidence> evidence, int restores) implements Cause {}

  /** A version entered Production, or the endpoint was declared to keep it. */
  record Followed(Attribution why) implements Cause {
    /** The registry keeps what the promotion rested on. */
    @Override
    public Optional<Evidence> evidence() {
      return Optional.empty();
    }
  }

  /** A comparison, as it was found under this id. */
  record Evidence(String id, String json) {}
}
