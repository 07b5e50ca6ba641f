package io.signalbox.migrations;

import com.zaxxer.hikari.HikariDataSource;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import javax.sql.DataSource;
import org.postgresql.ds.PGSimpleDataSource;
import org.testcontainers.postgresql.PostgreSQLContainer;

/**
 * The PostgreSQL server behind this JVM's {@link TestDatabase}s: the one named by the property
 * {@code signalbox.test.url} (or SIGNALBOX_TEST_URL, a JDBC URL with user and password, of a user
 * who may create databases); else a container, where Docker answers; else an embedded server.
 */
final class TestServer {

  static final String TEMPLATE = "signalbox_template";

  private static final Path DOCKER_SOCKET = Path.of("/var/run/docker.sock");

  private final String urlPattern; // with %s for the database
  private final String maintenanceDatabase;
  private final String template;
  private final String user;
  private final String password;

  TestServer(String urlPattern, String maintenance, String template, String user, String password) {
    this.urlPattern = urlPattern;
    this.maintenanceDatabase = maintenance;
    this.template = template;
    this.user = user;
    this.password = password;
  }

  /** Started on first use and stopped with the JVM. */
  static TestServer shared() {
    return Shared.SERVER;
  }

  String url(String database) {
    return urlPattern.formatted(database);
  }

  String user() {
    return user;
  }

  String password() {
    return password;
  }

  void copyTemplate(String name) {
    execute(
        "DROP DATABASE IF EXISTS %s WITH (FORCE)".formatted(name),
        "CREATE DATABASE %s TEMPLATE %s".formatted(name, template));
  }

  void drop(String name) {
    execute("DROP DATABASE IF EXISTS %s WITH (FORCE)".formatted(name));
  }

  /** Makes and migrates the database that is copied. */
  void createTemplate() {
    execute("DROP DATABASE IF EXISTS " + template, "CREATE DATABASE " + template);
    try (HikariDataSource pool = TestDatabase.pool(this, template)) {
      Migrations.apply(pool);
    }
  }

  private void execute(String... statements) {
    try (Connection connection = dataSource(maintenanceDatabase).getConnection();
        Statement statement = connection.createStatement()) {
      for (String sql : statements) {
        statement.execute(sql);
      }
    } catch (SQLException e) {
      throw new IllegalStateException("test server " + url(maintenanceDatabase), e);
    }
  }

  private DataSource dataSource(String database) {
    PGSimpleDataSource dataSource = new PGSimpleDataSource();
    dataSource.setUrl(url(database));
    dataSource.setUser(user);
    dataSource.setPassword(password);
    return dataSource;
  }

  private static TestServer find() {
    String given = System.getProperty("signalbox.test.url", System.getenv("SIGNALBOX_TEST_URL"));
    if (given != null) {
      return given(given);
    }
    return dockerAnswers() ? container() : EmbeddedServer.start();
  }

  /** {@code jdbc:postgresql://host:5432/postgres?user=..&password=..} */
  private static TestServer given(String url) {
    PGSimpleDataSource parsed = new PGSimpleDataSource();
    parsed.setUrl(url);
    String address = "jdbc:postgresql://%s:%s/"
        .formatted(parsed.getServerNames()[0], parsed.getPortNumbers()[0]);
    String template = TEMPLATE + "_" + ProcessHandle.current().pid();
    TestServer server = new TestServer(
        address + "%s",
        parsed.getDatabaseName(),
        template,
        parsed.getUser(),
        parsed.getPassword() == null ? "" : parsed.getPassword());
    server.createTemplate();
    Runtime.getRuntime().addShutdownHook(new Thread(server::dropAll));
    return server;
  }

  private void dropAll() {
    String mine = "test_" + ProcessHandle.current().pid() + "_%";
    try (Connection connection = dataSource(maintenanceDatabase).getConnection();
        Statement statement = connection.createStatement();
        var names = statement.executeQuery(
            "SELECT datname FROM pg_database WHERE datname LIKE '%s'".formatted(mine))) {
      while (names.next()) {
        drop(names.getString(1));
      }
      drop(template);
    } catch (SQLException e) {
      throw new IllegalStateException("test databases left behind: " + mine, e);
    }
  }

  private static TestServer container() {
    @SuppressWarnings("resource") // stopped by Testcontainers' own reaper
    PostgreSQLContainer container = new PostgreSQLContainer("postgres:18-alpine")
        .withCommand("postgres", "-c", "fsync=off", "-c", "max_connections=300");
    container.start();
    TestServer server = new TestServer(
        "jdbc:postgresql://%s:%s/%%s".formatted(container.getHost(), container.getMappedPort(5432)),
        container.getDatabaseName(),
        TEMPLATE,
        container.getUsername(),
        container.getPassword());
    server.createTemplate();
    return server;
  }

  /** Asks the socket itself: Testcontainers takes seconds to find out that there is no engine. */
  private static boolean dockerAnswers() {
    if (System.getenv("DOCKER_HOST") != null) {
      return true;
    }
    try (SocketChannel channel = SocketChannel.open(StandardProtocolFamily.UNIX)) {
      return channel.connect(UnixDomainSocketAddress.of(DOCKER_SOCKET));
    } catch (IOException e) {
      return false;
    }
  }

  private static final class Shared {
    private static final TestServer SERVER = find();
  }
}
