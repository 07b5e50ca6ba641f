package io.signalbox.migrations;

import static org.assertj.core.api.Assertions.assertThat;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class MigrationsIT {

  static final TestDatabase database = TestDatabase.fresh();

  @Test
  void a_fresh_database_has_quartz_tables_and_no_jobs() throws SQLException {
    assertThat(column("SELECT count(*) FROM quartz.qrtz_job_details")).containsExactly("0");
  }

  @Test
  void applying_again_changes_nothing() throws SQLException {
    List<String> before = history();

    Migrations.apply(database.dataSource());

    assertThat(history()).isEqualTo(before).isNotEmpty();
  }

  @Test
  void two_databases_do_not_see_each_other() throws SQLException {
    execute("CREATE TABLE mine (id INT)");

    try (TestDatabase other = TestDatabase.fresh();
        Connection connection = other.dataSource().getConnection();
        Statement statement = connection.createStatement();
        var tables = statement.executeQuery("SELECT to_regclass('mine')")) {
      assertThat(tables.next()).isTrue();
      assertThat(tables.getString(1)).isNull();
    }
  }

  private static List<String> history() throws SQLException {
    return column("SELECT installed_on FROM quartz.flyway_schema_history ORDER BY installed_rank");
  }

  private static void execute(String sql) throws SQLException {
    try (Connection connection = database.dataSource().getConnection();
        Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }

  private static List<String> column(String sql) throws SQLException {
    try (Connection connection = database.dataSource().getConnection();
        Statement statement = connection.createStatement();
        var rows = statement.executeQuery(sql)) {
      List<String> values = new ArrayList<>();
      while (rows.next()) {
        values.add(rows.getString(1));
      }
      return values;
    }
  }
}
