package io.signalbox.features;

import static io.signalbox.features.Refusals.check;

import java.time.Duration;

/** Checks a source by itself and against the views. What is in its database is asked apart from this. */
final class SqlSourceResolver {
  private static final Duration SHORTEST_INTERVAL = Duration.ofSeconds(1);
  private static final Duration LONGEST_LAG = Duration.ofDays(1);
  private static final int MOST_QUERY_CHARS = 100_000;

  private final Catalog catalog;

  SqlSourceResolver(Catalog catalog) {
    this.catalog = catalog;
  }

  Resolution resolve(SqlSourceDefinition source) {
    String place = "source " + source.name();
    check(
        source.view() != null && catalog.latest("FeatureView", source.view()).isPresent(),
        "%s: view: %s (expected: a FeatureView that was applied)",
        place,
        source.view());
    check(
        source.database() != null && Resolver.NAME.matcher(source.database()).matches(),
        "%s: database: %s (expected: [a-z][a-z0-9_]*, as in the server's setting SIGNALBOX_SOURCES_..._URL)",
        place,
        source.database());
    String query = source.query();
    check(
        query != null
            && !query.isBlank()
            && !query.contains(";")
            && query.length() <= MOST_QUERY_CHARS
            && CellReader.isStorable(query),
        "%s: query: %s (expected: one statement that reads, without a semicolon, at most %d characters)",
        place,
        query == null ? "none" : query.substring(0, Math.min(query.length(), 200)),
        MOST_QUERY_CHARS);
    source.every().ifPresent(every -> {
      Resolver.checkSpan(every, place + ": every");
      check(
          every.compareTo(SHORTEST_INTERVAL) >= 0,
          "%s: every: %s (expected: 1s or more)",
          place,
          every);
    });
    source
        .lag()
        .ifPresent(lag -> check(
            !lag.isNegative() && lag.compareTo(LONGEST_LAG) <= 0,
            "%s: lag: %s (expected: from 0s to 1d)",
            place,
            lag));
    return Resolution.NONE;
  }
}
