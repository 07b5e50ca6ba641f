package io.signalbox.migrations;

import java.util.List;
import javax.sql.DataSource;
import org.flywaydb.core.Flyway;

/**
 * Brings a database up to this version's tables. One folder of SQL is one schema of one module:
 * {@code db/registry/V001__models.sql} belongs to {@code registry}. Applying again changes nothing,
 * and servers that start at the same time wait for each other.
 */
public final class Migrations {

  /** The order of the modules' line; {@code reporting} joins the others' tables and is last. */
  static final List<String> SCHEMAS = List.of(
      "server", "features", "registry", "router", "monitor", "trainer", "quartz", "reporting");

  private Migrations() {}

  /** Throws a FlywayException if the database is unreachable or a released file was changed. */
  public static void apply(DataSource dataSource) {
    SCHEMAS.stream().filter(Migrations::hasFiles).forEach(schema -> apply(dataSource, schema));
  }

  private static void apply(DataSource dataSource, String schema) {
    Flyway.configure()
        .dataSource(dataSource)
        .schemas(schema)
        .defaultSchema(schema)
        .locations("classpath:db/" + schema)
        .load()
        .migrate();
  }

  private static boolean hasFiles(String schema) {
    return Migrations.class.getResource("/db/" + schema) != null;
  }
}
