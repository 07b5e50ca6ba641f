package io.signalbox.router.journal;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** A way to a database that can be closed and opened again: closed, connections break and new ones are refused. */
final class Gateway implements AutoCloseable {

  private final URI target;
  private final int port;
  private final Set<Socket> sockets = ConcurrentHashMap.newKeySet();
  private volatile ServerSocket server;

  private Gateway(URI target) throws IOException {
    this.target = target;
    this.server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    this.port = server.getLocalPort();
    accept(server);
  }

  /** Opened. */
  static Gateway to(String jdbcUrl) throws IOException {
    return new Gateway(URI.create(jdbcUrl.substring("jdbc:".length())));
  }

  String url() {
    return "jdbc:postgresql://127.0.0.1:" + port + target.getPath();
  }

  void open() throws IOException {
    var next = new ServerSocket();
    next.setReuseAddress(true);
    next.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
    server = next;
    accept(next);
  }

  /** Breaks what is connected and refuses what comes. */
  void shut() throws IOException {
    server.close();
    for (Socket socket : sockets) {
      socket.close();
    }
    sockets.clear();
  }

  @Override
  public void close() throws IOException {
    shut();
  }

  private void accept(ServerSocket listening) {
    Thread.ofVirtual().start(() -> {
      while (!listening.isClosed()) {
        try {
          Socket near = listening.accept();
          Socket far = new Socket(target.getHost(), target.getPort());
          sockets.add(near);
          sockets.add(far);
          pump(near, far);
          pump(far, near);
        } catch (IOException e) {
          if (!listening.isClosed()) {
            throw new UncheckedIOException(e);
          }
        }
      }
    });
  }

  private static void pump(Socket from, Socket to) {
    Thread.ofVirtual().start(() -> {
      try (from;
          to) {
        from.getInputStream().transferTo(to.getOutputStream());
      } catch (IOException e) {
        // one of the two was closed: so is the other now
      }
    });
  }
}
