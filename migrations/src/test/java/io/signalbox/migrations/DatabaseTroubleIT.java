package io.signalbox.migrations;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import com.zaxxer.hikari.HikariDataSource;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What PostgreSQL, its driver and the pool throw, told apart. */
class DatabaseTroubleIT {
  private static final TestDatabase DATABASE = TestDatabase.fresh();
  private static final int SOON_MILLIS = 250;

  @AfterAll
  static void drop() {
    DATABASE.close();
  }

  private static HikariDataSource poolOfOne(String url) {
    HikariDataSource pool = new HikariDataSource();
    pool.setJdbcUrl(url);
    pool.setUsername(DATABASE.user());
    pool.setPassword(DATABASE.password());
    pool.setMaximumPoolSize(1);
    pool.setConnectionTimeout(SOON_MILLIS);
    pool.setInitializationFailTimeout(-1);
    return pool;
  }

  private static String freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return Integer.toString(socket.getLocalPort());
    }
  }

  /** Without a pool, which would say at length that it gives the connection up. */
  private static Throwable failureOf(String sql) {
    return catchThrowable(() -> {
      try (Connection connection =
              DriverManager.getConnection(DATABASE.url(), DATABASE.user(), DATABASE.password());
          Statement statement = connection.createStatement()) {
        statement.execute(sql);
      }
    });
  }

  @Test
  void a_pool_whose_connections_are_in_use_is_busy() throws Exception {
    try (HikariDataSource pool = poolOfOne(DATABASE.url());
        Connection held = pool.getConnection()) {
      assertThat(held.isValid(1)).isTrue();

      Throwable failure = catchThrowable(pool::getConnection);

      assertThat(failure).hasMessageContaining("request timed out");
      assertThat(DatabaseTrouble.of(failure)).contains(DatabaseTrouble.BUSY);
    }
  }

  @Test
  void a_pool_that_can_open_no_connection_is_away() throws Exception {
    String nobody = "jdbc:postgresql://127.0.0.1:" + freePort() + "/nothing";
    try (HikariDataSource pool = poolOfOne(nobody)) {
      Throwable failure = catchThrowable(pool::getConnection);

      assertThat(failure).hasMessageContaining("request timed out");
      assertThat(DatabaseTrouble.of(failure)).contains(DatabaseTrouble.AWAY);
    }
  }

  @Test
  void a_connection_that_is_ended_is_away() {
    Throwable failure = failureOf("SELECT pg_terminate_backend(pg_backend_pid())");

    assertThat(DatabaseTrouble.of(failure)).contains(DatabaseTrouble.AWAY);
  }

  @ParameterizedTest
  @CsvSource({
    "53100, FULL", // disk_full
    "53200, BUSY", // out_of_memory
    "53300, BUSY", // too_many_connections
    "08006, AWAY", // connection_failure
    "57P01, AWAY", // admin_shutdown
    "57P03, AWAY" // cannot_connect_now
  })
  void conditions_of_postgresql_are_told_apart(String state, DatabaseTrouble trouble) {
    Throwable failure =
        failureOf("DO $$ BEGIN RAISE EXCEPTION USING ERRCODE = '%s'; END $$".formatted(state));

    assertThat(((SQLException) failure).getSQLState()).isEqualTo(state);
    assertThat(DatabaseTrouble.of(new IllegalStateException(failure))).contains(trouble);
  }

  @ParameterizedTest
  @CsvSource({
    "SELECT nothing",
    "SELECT 1/0",
    "INSERT INTO registry.experiments (name) VALUES (NULL)"
  })
  void a_statement_that_is_wrong_is_no_trouble_of_the_databases(String sql) {
    assertThat(DatabaseTrouble.of(failureOf(sql))).isEmpty();
  }
}
