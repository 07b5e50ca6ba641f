package io.signalbox.server;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.Map;
import java.util.Optional;
import javax.sql.DataSource;
import org.postgresql.ds.PGSimpleDataSource;

/** Where a PostgreSQL is and who is asking. */
public record DatabaseAddress(String url, String user, String password) {

  private static final int LOGIN_TIMEOUT_SECONDS = 10;

  static Optional<DatabaseAddress> from(Map<String, String> environment) {
    String url = Configuration.value(environment, "SIGNALBOX_DATABASE_URL", "");
    if (url.isEmpty()) {
      return Optional.empty();
    }
    return Optional.of(new DatabaseAddress(
        url,
        Configuration.value(environment, "SIGNALBOX_DATABASE_USER", ""),
        environment.getOrDefault("SIGNALBOX_DATABASE_PASSWORD", "")));
  }

  /** Connects once, so that a wrong address is told in one line and not by a failing pool. */
  void check() {
    try (Connection connection = dataSource().getConnection()) {
      connection.isValid(LOGIN_TIMEOUT_SECONDS);
    } catch (SQLException e) {
      throw new StartupFailure(
          "database: %s cannot be reached: %s".formatted(this, firstLine(e)), e);
    }
  }

  /** Opens a connection each time: for the few steps before there is a pool. */
  DataSource dataSource() {
    PGSimpleDataSource dataSource = new PGSimpleDataSource();
    try {
      dataSource.setUrl(url);
    } catch (IllegalArgumentException e) {
      throw new StartupFailure(
          "SIGNALBOX_DATABASE_URL: %s (expected: jdbc:postgresql://host:port/name)"
              .formatted(withoutQuery(url)),
          e);
    }
    if (!user.isEmpty()) {
      dataSource.setUser(user);
    }
    if (!password.isEmpty()) {
      dataSource.setPassword(password);
    }
    dataSource.setLoginTimeout(LOGIN_TIMEOUT_SECONDS);
    return dataSource;
  }

  /** The host, port and name: a URL's query may hold a password. */
  @Override
  public String toString() {
    return withoutQuery(url);
  }

  private static String withoutQuery(String url) {
    return url.split("[?]", 2)[0];
  }

  private static String firstLine(SQLException failure) {
    return String.valueOf(failure.getMessage()).lines().findFirst().orElse("").strip();
  }
}
