package io.signalbox.registry;

import java.time.Instant;
import java.util.Optional;

/**
 * Which changes of a model are wanted.
 *
 * @param from including
 * @param until excluding
 * @param before only changes with a smaller id: where the next page begins
 * @param limit 1 to {@value #MOST}
 */
public record HistoryFilter(
    Optional<Integer> version,
    Optional<String> author,
    Optional<Instant> from,
    Optional<Instant> until,
    Optional<Long> before,
    int limit) {
  /** A page; older changes are on the next. */
  public static final int MOST = 10_000;

  /** The newest page of all. */
  public static final HistoryFilter ALL = new HistoryFilter(
      Optional.empty(),
      Optional.empty(),
      Optional.empty(),
      Optional.empty(),
      Optional.empty(),
      MOST);

  /** Refuses a page of another size. @throws RegistryException for it */
  public HistoryFilter {
    if (limit < 1 || limit > MOST) {
      throw new RegistryException.Invalid(
          "limit: " + limit + " (expected: from 1 to " + MOST + ")");
    }
  }
}
