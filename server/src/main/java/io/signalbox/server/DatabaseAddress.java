package io.signalbox.server;

import com.google.common.base.Throwables;
import java.net.UnknownHostException;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import javax.sql.DataSource;
import org.springframework.jdbc.datasource.SimpleDriverDataSource;

/** Where a PostgreSQL is and who is asking. */
public record DatabaseAddress(String url, String user, String password) {

  private static final int LOGIN_TIMEOUT_SECONDS = 10;

  /** What is asked before there is a pool is answered at once. */
  private static final int ANSWER_SECONDS = 30;

  /** A migration may rewrite a table or make an index, and say nothing until it is done. */
  private static final int MIGRATION_SECONDS = 4 * 3600;

  private static final String FORM =
      "jdbc:postgresql://host:port/name; user and password stand in SIGNALBOX_DATABASE_USER and _PASSWORD";

  /** The oldest that its project still maintains. The embedded one, on which the tests run, is an 18. */
  static final int LEAST_VERSION = 15;

  static Optional<DatabaseAddress> from(Map<String, String> environment) {
    String url = Configuration.value(environment, "SIGNALBOX_DATABASE_URL", "");
    if (url.isEmpty()) {
      return Optional.empty();
    }
    if (url.contains("@") || !url.startsWith("jdbc:postgresql:")) {
      throw new StartupFailure(
          "SIGNALBOX_DATABASE_URL: %s (expected: %s)".formatted(shown(url), FORM));
    }
    return Optional.of(new DatabaseAddress(
        url,
        Configuration.value(environment, "SIGNALBOX_DATABASE_USER", ""),
        environment.getOrDefault("SIGNALBOX_DATABASE_PASSWORD", "")));
  }

  /** Connects once, so that a wrong address is told in one line and not by a failing pool. */
  void check() {
    try (Connection connection = dataSource().getConnection()) {
      expectVersion(connection.getMetaData().getDatabaseMajorVersion());
      expectUnicode(connection);
    } catch (SQLException e) {
      throw new StartupFailure(
          "database: %s cannot be reached: %s".formatted(this, firstLine(e)), e);
    }
  }

  void expectVersion(int version) {
    if (version < LEAST_VERSION) {
      throw new StartupFailure("database: %s is PostgreSQL %d (expected: %d or newer)"
          .formatted(this, version, LEAST_VERSION));
    }
  }

  private void expectUnicode(Connection connection) throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery("SHOW server_encoding")) {
      row.next();
      if (!row.getString(1).equals("UTF8")) {
        throw new StartupFailure(
            "database: %s has the encoding %s (expected: UTF8)".formatted(this, row.getString(1)));
      }
    }
  }

  /** Opens a connection each time: for the few steps before there is a pool. */
  DataSource dataSource() {
    return dataSource(ANSWER_SECONDS);
  }

  /** The same with patience for migrations. */
  DataSource forMigrations() {
    return dataSource(MIGRATION_SECONDS);
  }

  /**
   * Not the driver's own data source: its connections name every setting there is in their URL, in which Flyway then looks for passwords
   * for long. What the URL says of a setting wins.
   */
  private DataSource dataSource(int answerSeconds) {
    Properties properties = new Properties();
    if (!user.isEmpty()) {
      properties.setProperty("user", user);
    }
    if (!password.isEmpty()) {
      properties.setProperty("password", password);
    }
    properties.setProperty("loginTimeout", String.valueOf(LOGIN_TIMEOUT_SECONDS));
    properties.setProperty("connectTimeout", String.valueOf(LOGIN_TIMEOUT_SECONDS));
    properties.setProperty("socketTimeout", String.valueOf(answerSeconds));
    properties.setProperty("tcpKeepAlive", "true");
    try {
      return new SimpleDriverDataSource(DriverManager.getDriver(url), url, properties);
    } catch (SQLException e) {
      throw new StartupFailure(
          "SIGNALBOX_DATABASE_URL: %s (expected: %s)".formatted(shown(url), FORM), e);
    }
  }

  /** The host, port and name: a URL's query may hold a password. */
  @Override
  public String toString() {
    return shown(url);
  }

  /** Without the query and what stands before an {@code @}: either may hold a password. */
  private static String shown(String url) {
    return url.split("[?]", 2)[0].replaceFirst("(^|//|:)[^/]*@", "$1***@");
  }

  private static String firstLine(SQLException failure) {
    Throwable root = Throwables.getRootCause(failure);
    return root instanceof UnknownHostException
        ? "unknown host " + root.getMessage()
        : String.valueOf(failure.getMessage()).lines().findFirst().orElse("").strip();
  }
}
