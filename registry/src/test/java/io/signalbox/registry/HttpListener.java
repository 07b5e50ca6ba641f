package io.signalbox.registry;

import com.sun.net.httpserver.Headers;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** Someone who is told of changes: keeps what it got, and answers as a test says. */
public final class HttpListener implements AutoCloseable {
  private final HttpServer server;
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
  private final List<Request> received = new CopyOnWriteArrayList<>();

  /** Decides the status before the request is kept; may block. */
  public volatile Answering answering = request -> 200;

  public HttpListener() {
    try {
      server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 100);
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
    server.setExecutor(threads);
    server.createContext("/", this::handle);
    server.start();
  }

  private void handle(HttpExchange exchange) throws IOException {
    String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
    var request =
        new Request(exchange.getRequestURI().getPath(), exchange.getRequestHeaders(), body);
    int status = answering.status(request);
    received.add(request);
    byte[] answer = "heard".getBytes(StandardCharsets.UTF_8);
    exchange.getResponseHeaders().set("Retry-After", "30");
    exchange.sendResponseHeaders(status, answer.length);
    exchange.getResponseBody().write(answer);
    exchange.close();
  }

  /** In the order in which they were answered. */
  public List<Request> received() {
    return List.copyOf(received);
  }

  public String url(String path) {
    return "http://127.0.0.1:" + port() + path;
  }

  public int port() {
    return server.getAddress().getPort();
  }

  @Override
  public void close() {
    server.stop(0);
    threads.close();
  }

  /** What came. */
  public record Request(String path, Headers headers, String body) {
    public String header(String name) {
      return String.valueOf(headers.getFirst(name));
    }
  }

  /** What a test decides. */
  public interface Answering {
    int status(Request request);
  }
}
