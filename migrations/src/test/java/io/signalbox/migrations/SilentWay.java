package io.signalbox.migrations;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import org.postgresql.ds.PGSimpleDataSource;

/**
 * A way to a database that can fall silent: nothing arrives any more and nobody is told, as where a process was stopped or a machine
 * has vanished.
 */
public final class SilentWay implements AutoCloseable {
  private static final int CHUNK = 64 << 10;

  private final TestDatabase database;
  private final URI target;
  private final ServerSocket server;
  private final Set<Line> lines = ConcurrentHashMap.newKeySet();
  private volatile CountDownLatch passable = new CountDownLatch(0);

  private SilentWay(TestDatabase database) throws IOException {
    this.database = database;
    this.target = URI.create(database.url().substring("jdbc:".length()));
    this.server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    Thread.ofVirtual().start(this::accept);
  }

  /** Not silent yet. */
  public static SilentWay to(TestDatabase database) throws IOException {
    return new SilentWay(database);
  }

  public String url() {
    return "jdbc:postgresql://127.0.0.1:" + server.getLocalPort() + target.getPath();
  }

  /** Opens a connection each time, without any bound of its own. */
  public PGSimpleDataSource dataSource() {
    var source = new PGSimpleDataSource();
    source.setUrl(url());
    source.setUser(database.user());
    source.setPassword(database.password());
    return source;
  }

  /** From now on nothing arrives, on whatever connection, until {@link #speak}. */
  public void fallSilent() {
    passable = new CountDownLatch(1);
  }

  /** What was held up arrives. */
  public void speak() {
    passable.countDown();
  }

  /** On the connections that there are nothing arrives any more; on new ones it does. */
  public void loseConnections() {
    lines.forEach(line -> line.lost = true);
  }

  private void accept() {
    while (!server.isClosed()) {
      try {
        Line line = new Line(server.accept(), new Socket(target.getHost(), target.getPort()));
        lines.add(line);
        Thread.ofVirtual().start(() -> line.pump(line.near, line.far));
        Thread.ofVirtual().start(() -> line.pump(line.far, line.near));
      } catch (IOException e) {
        if (!server.isClosed()) {
          throw new UncheckedIOException(e);
        }
      }
    }
  }

  @Override
  public void close() throws IOException {
    server.close();
    speak();
    for (Line line : lines) {
      line.near.close();
      line.far.close();
    }
  }

  private final class Line {
    private final Socket near;
    private final Socket far;
    private volatile boolean lost;

    Line(Socket near, Socket far) {
      this.near = near;
      this.far = far;
    }

    /** What a lost line brings is read, so that the sender is not held up, and goes nowhere. */
    void pump(Socket from, Socket to) {
      try (from;
          to) {
        InputStream in = from.getInputStream();
        OutputStream out = to.getOutputStream();
        var buffer = new byte[CHUNK];
        for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
          passable.await();
          if (!lost) {
            out.write(buffer, 0, read);
          }
        }
      } catch (IOException e) {
        // one of the two was closed: so is the other now
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }
  }
}
