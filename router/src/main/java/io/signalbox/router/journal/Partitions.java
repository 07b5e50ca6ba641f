package io.signalbox.router.journal;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.LocalDate;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Makes the daily partitions: of the days that come, and of the day after each. Used by one thread. */
final class Partitions {

  /** A journal holds no more days than this at once, unless its clock is wrong. */
  private static final int MOST_DAYS_KNOWN = 10_000;

  private static final List<String> TABLES = List.of("predictions", "outcomes");

  /** Any number: whoever makes partitions holds it. */
  private static final long LOCK = 0x7369_676e_616cL;

  private final Set<LocalDate> known = new HashSet<>();

  /** Makes what is not there, in a transaction of its own. The connection does not commit by itself. */
  void ensure(Connection connection, Collection<LocalDate> days) throws SQLException {
    if (known.containsAll(days)) {
      return;
    }
    Set<LocalDate> made = new HashSet<>();
    try (Statement statement = connection.createStatement()) {
      statement.execute("SELECT pg_advisory_xact_lock(" + LOCK + ")");
      for (LocalDate day : days) {
        if (!known.contains(day)) {
          make(statement, day);
          make(statement, day.plusDays(1));
          made.add(day);
        }
      }
    }
    connection.commit();
    if (known.size() > MOST_DAYS_KNOWN) {
      known.clear();
    }
    known.addAll(made);
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
  }
}
