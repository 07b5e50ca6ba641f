package io.signalbox.migrations;

import com.zaxxer.hikari.HikariDataSource;
import java.util.concurrent.atomic.AtomicInteger;
import javax.sql.DataSource;

/**
 * A migrated, empty database of its own for one test class, made in 30 to 80 ms:
 *
 * <pre>{@code
 * static final TestDatabase database = TestDatabase.fresh();
 * JdbcClient jdbc = JdbcClient.create(database.dataSource());
 * }</pre>
 *
 * <p>It is a copy of a template in the one server of this JVM, which {@link TestServer} finds and
 * stops. {@link #close} drops the copy early; what is left goes with the JVM.
 */
public final class TestDatabase implements AutoCloseable {

  private static final AtomicInteger COPIES = new AtomicInteger();

  private final String name;
  private final HikariDataSource pool;

  private TestDatabase(String name, HikariDataSource pool) {
    this.name = name;
    this.pool = pool;
  }

  /** Every schema's tables, and no rows. */
  public static TestDatabase fresh() {
    TestServer server = TestServer.shared();
    // The process is in the name because a server that was given may serve several builds at once.
    String name = "test_" + ProcessHandle.current().pid() + "_" + COPIES.incrementAndGet();
    server.copyTemplate(name);
    return new TestDatabase(name, pool(server, name));
  }

  /** A pool of up to 8 connections. */
  public DataSource dataSource() {
    return pool;
  }

  /** For code that opens connections of its own, such as LISTEN; goes with user and password. */
  public String url() {
    return pool.getJdbcUrl();
  }

  public String user() {
    return pool.getUsername();
  }

  public String password() {
    return pool.getPassword();
  }

  /** Closes the pool and drops the database, whoever is still connected. */
  @Override
  public void close() {
    pool.close();
    TestServer.shared().drop(name);
  }

  static HikariDataSource pool(TestServer server, String name) {
    HikariDataSource pool = new HikariDataSource();
    pool.setPoolName(name);
    pool.setJdbcUrl(server.url(name));
    pool.setUsername(server.user());
    pool.setPassword(server.password());
    pool.setMaximumPoolSize(8);
    pool.setMinimumIdle(0); // connections are closed again when a test class is done with them
    return pool;
  }
}
