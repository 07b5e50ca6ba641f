package io.signalbox.features;

import static java.util.stream.Collectors.joining;

import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.Arrays;

/**
 * The training set of {@link AsOfBenchmark} in plain DuckDB, as Feast's DuckDB store plans it: a question is named by its time and key as
 * one text, joined with every row of its key within the ttl, those of a question are numbered, and the first is joined back by the text.
 * Rows that were not known yet are left out, as Feast does not, so that the answers are the same.
 */
final class FeastsPlan {

  private FeastsPlan() {}

  /** Files of the spine, of the features, the folder, the rounds, the memory of DuckDB. */
  public static void main(String[] arguments) throws SQLException, IOException {
    Path home = Path.of(arguments[2]);
    try (Connection connection = connect(home, arguments[4]);
        var statement = connection.createStatement()) {
      for (int round = 1; round <= Integer.parseInt(arguments[3]); round++) {
        long started = System.nanoTime();
        long cpu = AsOfBenchmark.cpuNanos();
        statement.execute(sql(parquet(arguments[0]), parquet(arguments[1]), made(home)));
        System.out.printf(
            "join and row_number, round %d: %.2f s (%.2f s of CPU), peak %d MiB%n",
            round,
            AsOfBenchmark.seconds(started),
            (AsOfBenchmark.cpuNanos() - cpu) / 1e9,
            AsOfBenchmark.peakMebibytes());
      }
    }
  }

  private static Connection connect(Path home, String memory) throws SQLException {
    Connection connection = DriverManager.getConnection("jdbc:duckdb:");
    try (var statement = connection.createStatement()) {
      statement.execute("SET memory_limit = '" + memory + "'");
      statement.execute("SET threads = 2");
      statement.execute("SET temp_directory = '" + home.resolve("spill") + "'");
      statement.execute("SET TimeZone = 'UTC'");
    }
    return connection;
  }

  private static String sql(String spine, String features, Path target) {
    return """
        COPY (
          WITH spine AS (
            SELECT asked_at::VARCHAR || driver::VARCHAR AS question, driver, asked_at, label FROM %1$s
          ), features AS (
            SELECT *, read_at + to_days(%2$d) AS expires_at FROM %3$s
          ), ranked AS (
            SELECT s.question, %4$s, row_number() OVER (
                PARTITION BY s.question ORDER BY f.read_at DESC, f.known_at DESC
                ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW) AS rank
            FROM features f JOIN spine s ON s.driver = f.driver AND f.read_at <= s.asked_at
              AND f.expires_at >= s.asked_at AND f.known_at <= s.asked_at
          )
          SELECT s.driver, s.asked_at, %5$s, s.label
          FROM spine s LEFT JOIN (FROM ranked WHERE rank = 1) r ON r.question = s.question
        ) TO '%6$s' (FORMAT parquet, COMPRESSION snappy)
        """.formatted(spine, AsOfBuild.TTL.toDays(), features, names("f."), names("r."), target);
  }

  private static String names(String of) {
    return AsOfBuild.names().stream().map(it -> of + it).collect(joining(", "));
  }

  private static String parquet(String files) {
    return "read_parquet([%s])"
        .formatted(
            Arrays.stream(files.split(",", -1)).map(it -> "'" + it + "'").collect(joining(", ")));
  }

  static Path made(Path home) {
    return home.resolve("ranked.parquet");
  }

  /** @throws IllegalStateException if they differ in any row */
  static void compare(Path one, Path other) throws SQLException {
    try (Connection connection = connect(one.getParent(), "2GB");
        var statement = connection.createStatement();
        var result = statement.executeQuery("""
            SELECT count(*) FROM (
              (FROM '%1$s' EXCEPT ALL FROM '%2$s') UNION ALL (FROM '%2$s' EXCEPT ALL FROM '%1$s'))
            """.formatted(one, other))) {
      result.next();
      if (result.getLong(1) > 0) {
        throw new IllegalStateException("rows that differ: " + result.getLong(1));
      }
      System.out.println("both made the same rows");
    }
  }
}
