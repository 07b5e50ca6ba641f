package io.signalbox.features.source;

import io.signalbox.features.FeaturesException;
import java.sql.Connection;
import java.sql.SQLException;
import org.postgresql.ds.PGSimpleDataSource;
import org.springframework.core.env.Environment;
import org.springframework.stereotype.Component;

/**
 * Connections to the databases that the server's settings name: {@code signalbox.sources.NAME.url}, {@code .user} and {@code .password},
 * in the environment {@code SIGNALBOX_SOURCES_NAME_URL} and so on.
 */
@Component
class SourceDatabases {
  private static final String FORM = "jdbc:postgresql://host:port/name";
  private static final int CONNECT_SECONDS = 5;
  private static final int ANSWER_SECONDS = 60;

  private final Environment settings;

  SourceDatabases(Environment settings) {
    this.settings = settings;
  }

  /**
   * One that can only read, in a transaction that its close ends.
   *
   * @throws FeaturesException if there is none of this name, or it cannot be reached
   */
  Connection open(String name) {
    String url = setting(name, "url");
    if (!url.startsWith("jdbc:postgresql:")) {
      throw new FeaturesException.Invalid(
          "database: %s (expected: one that the server's setting SIGNALBOX_SOURCES_%s_URL gives as %s)"
              .formatted(name, name.toUpperCase(java.util.Locale.ROOT), FORM));
    }
    var database = new PGSimpleDataSource();
    database.setUrl(url);
    database.setUser(setting(name, "user"));
    database.setPassword(setting(name, "password"));
    database.setApplicationName("signalbox");
    database.setConnectTimeout(CONNECT_SECONDS);
    database.setLoginTimeout(2 * CONNECT_SECONDS);
    database.setSocketTimeout(ANSWER_SECONDS);
    database.setReadOnly(true);
    try {
      Connection connection = database.getConnection();
      connection.setAutoCommit(false);
      return connection;
    } catch (SQLException e) {
      throw new FeaturesException.SourceFailed(
          "database: %s cannot be reached: %s (expected: one that can)"
              .formatted(name, SqlWords.of(e)));
    }
  }

  private String setting(String name, String what) {
    return settings.getProperty("signalbox.sources.%s.%s".formatted(name, what), "");
  }
}
