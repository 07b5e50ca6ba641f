package io.signalbox.router.journal;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.LocalDate;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/**
 * The daily partitions: of the days that have predictions, and of the day after each. An outcome alone makes none, because anybody can
 * report one for any day; where its day has no partition yet it waits among those of no time. Used by one thread.
 */
final class Partitions {

  /** A journal holds no more days than this at once, unless its clock is wrong. */
  private static final int MOST_DAYS_KNOWN = 10_000;

  private static final List<String> TABLES = List.of("predictions", "outcomes");

  /** Any number: whoever makes partitions holds it, and whoever relies on there being none. */
  private static final long LOCK = 0x7369_676e_616cL;

  private final Set<LocalDate> ensured = new HashSet<>();
  private final Set<LocalDate> there = new HashSet<>();

  /** Makes what is not there, each day in a transaction of its own. The connection does not commit by itself. */
  void ensure(Connection connection, Collection<LocalDate> days) throws SQLException {
    for (LocalDate day : days) {
      if (ensured.contains(day)) {
        continue;
      }
      try (Statement statement = connection.createStatement()) {
        statement.execute("SELECT pg_advisory_xact_lock(" + LOCK + ")");
        make(statement, day);
        make(statement, day.plusDays(1));
      }
      connection.commit();
      if (ensured.size() > MOST_DAYS_KNOWN) {
        forget();
      }
      ensured.add(day);
      there.add(day);
      there.add(day.plusDays(1));
    }
  }

  /** Which of the days have no partition, and get none before this transaction ends. */
  Set<LocalDate> missing(Connection connection, Collection<LocalDate> days) throws SQLException {
    Set<LocalDate> missing = new TreeSet<>(days);
    missing.removeAll(there);
    if (missing.isEmpty()) {
      return missing;
    }
    try (Statement statement = connection.createStatement()) {
      statement.execute("SELECT pg_advisory_xact_lock_shared(" + LOCK + ")");
    }
    try (PreparedStatement query = connection.prepareStatement("""
        SELECT day FROM unnest(?) AS asked (day)
        WHERE to_regclass('router.outcomes_' || to_char(day, 'YYYYMMDD')) IS NOT NULL""")) {
      query.setArray(1, connection.createArrayOf("date", missing.toArray()));
      try (ResultSet rows = query.executeQuery()) {
        while (rows.next()) {
          there.add(rows.getObject(1, LocalDate.class));
        }
      }
    }
    missing.removeAll(there);
    return missing;
  }

  /** What was there may be gone: the next time it is looked up again. */
  void forget() {
    ensured.clear();
    there.clear();
  }

  /** A table is made apart and attached, because that lets readers go on. */
  private static void make(Statement statement, LocalDate day) throws SQLException {
    for (String table : TABLES) {
      String name = "router.%s_%s".formatted(table, day.toString().replace("-", ""));
      statement.execute("""
          DO $$ BEGIN
            IF to_regclass('%2$s') IS NULL THEN
              CREATE TABLE %2$s (LIKE router.%1$s INCLUDING ALL);
              ALTER TABLE router.%1$s ATTACH PARTITION %2$s
                FOR VALUES FROM ('%3$s 00:00:00+00') TO ('%4$s 00:00:00+00');
            END IF;
          END $$""".formatted(table, name, day, day.plusDays(1)));
    }
    statement.execute("SELECT router.bring_home_outcomes('%s', '%s', '%s')"
        .formatted(day, PredictionIds.lowestOf(day), PredictionIds.lowestOf(day.plusDays(1))));
  }
}
