package io.signalbox.server;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.signalbox.migrations.TestDatabase;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.jdbc.core.simple.JdbcClient;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** A server that is killed in the middle of uploads, promotions and deliveries leaves each all or nothing, and delivers afterwards. */
@Timeout(value = 600, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class RegistryUnderKillIT {
  private static final int CALLERS = 4;
  private static final int PROMOTIONS = 40;
  private static final int HALF = 3_000_000;
  private static final String FILES = "/api/2.0/mlflow-artifacts/artifacts/";
  private static final Map<String, String> TO_A_LISTENER =
      Map.of("SIGNALBOX_DELIVERY_PRIVATE", "true", "SIGNALBOX_DELIVERY_SCHEMES", "http,https");

  private final TestDatabase database = TestDatabase.fresh();
  private final JdbcClient jdbc = JdbcClient.create(database.dataSource());
  private final HttpClient client = HttpClient.newHttpClient();
  private final Queue<String> acknowledged = new ConcurrentLinkedQueue<>();
  private final Queue<String> heard = new ConcurrentLinkedQueue<>();
  private final CountDownLatch killed = new CountDownLatch(1);
  private final AtomicInteger calls = new AtomicInteger();
  private HttpServer listener;

  @TempDir
  Path home;

  @BeforeEach
  void listen() throws IOException {
    listener = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 100);
    listener.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
    listener.createContext("/", this::hear);
    listener.start();
  }

  @AfterEach
  void close() {
    listener.stop(0);
    client.close();
    database.close();
  }

  /** The first message gets no answer before the server that sent it is dead. */
  private void hear(HttpExchange exchange) throws IOException {
    String body = new String(exchange.getRequestBody().readAllBytes(), UTF_8);
    calls.incrementAndGet();
    try {
      killed.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    heard.add(JsonMapper.shared().readTree(body).at("/data/reason").asString());
    exchange.sendResponseHeaders(200, -1);
    exchange.close();
  }

  private ServerProcess start() {
    Map<String, String> environment = new HashMap<>(TO_A_LISTENER);
    environment.put("SIGNALBOX_DATABASE_URL", database.url());
    environment.put("SIGNALBOX_DATABASE_USER", database.user());
    environment.put("SIGNALBOX_DATABASE_PASSWORD", database.password());
    return ServerProcess.start(home, environment);
  }

  @Test
  void killed_in_the_middle_of_everything_it_leaves_all_or_nothing_and_delivers_afterwards()
      throws Exception {
    byte[] whole = "whole".repeat(1_000).getBytes(UTF_8);
    try (ServerProcess server = start()) {
      URI url = server.awaitReady();
      register(url);
      assertThat(put(url, FILES + "0/whole.bin", whole).statusCode()).isEqualTo(200);
      try (Socket upload = beginUpload(url)) {
        Awaitility.await().until(() -> bytesUnder("incoming") > 0);
        AtomicBoolean running = new AtomicBoolean(true);
        List<Thread> callers = promote(url, running);
        Awaitility.await()
            .forever()
            .until(() -> acknowledged.size() > PROMOTIONS && calls.get() > 0);
        assertThat(upload.isConnected()).isTrue();
        server.kill();
        server.awaitEnd();
        running.set(false);
        for (Thread caller : callers) {
          caller.join();
        }
      }
      heard.clear();
      killed.countDown();
    }

    try (ServerProcess server = start()) {
      URI url = server.awaitReady();
      uploadsAreThereWholeOrNotAtAll(url, whole);
      List<String> history = promotionsAreAllOrNothing(url);
      everyPromotionIsDelivered(history);
    }
  }

  private void uploadsAreThereWholeOrNotAtAll(URI url, byte[] whole) throws Exception {
    assertThat(get(url, FILES + "0/half.bin").statusCode()).isEqualTo(404);
    assertThat(get(url, FILES + "0/whole.bin").body()).isEqualTo(new String(whole, UTF_8));
    assertThat(bytesUnder("incoming")).as("what was half sent is gone").isZero();
    assertThat(
            jdbc.sql("SELECT path FROM registry.artifacts").query(String.class).list())
        .containsExactly("0/whole.bin");
  }

  /** Returns the reasons of all that were carried out, the oldest first. */
  private List<String> promotionsAreAllOrNothing(URI url) throws Exception {
    List<String> history = jdbc.sql(
            "SELECT reason FROM registry.changes WHERE action = 'stage' ORDER BY id")
        .query(String.class)
        .list();
    assertThat(history).doesNotHaveDuplicates().containsAll(acknowledged);
    assertThat(history.size()).isLessThanOrEqualTo(acknowledged.size() + CALLERS);
    JsonNode model =
        JsonMapper.shared().readTree(get(url, "/api/v1/models/killed").body());
    int last = jdbc.sql(
            "SELECT version FROM registry.changes WHERE action = 'stage' ORDER BY id DESC LIMIT 1")
        .query(Integer.class)
        .single();
    assertThat(model.at("/model/production").asInt()).isEqualTo(last);
    assertThat(jdbc.sql("SELECT count(*) FROM registry.versions WHERE stage = 'PRODUCTION'")
            .query(Integer.class)
            .single())
        .isEqualTo(1);
    return history;
  }

  /** In order; the message that was under way when the server died may come a second time. */
  private void everyPromotionIsDelivered(List<String> history) {
    assertThat(jdbc.sql("SELECT count(*) FROM registry.deliveries")
            .query(Integer.class)
            .single())
        .isEqualTo(history.size());
    // An attempt of a dead server counts as under way for a minute: it is over now
    jdbc.sql("UPDATE registry.deliveries SET due_at = clock_timestamp()"
            + " WHERE state = 'waiting' AND due_at < 'infinity'")
        .update();
    Awaitility.await()
        .forever()
        .until(() -> jdbc.sql("SELECT count(*) FROM registry.deliveries WHERE state <> 'delivered'")
                .query(Integer.class)
                .single()
            == 0);
    assertThat(heard.stream().distinct().toList()).isEqualTo(history);
  }

  private void register(URI url) throws Exception {
    post(url, "/api/2.0/mlflow/registered-models/create", "{\"name\": \"killed\"}");
    for (int version = 1; version <= 2; version++) {
      post(
          url,
          "/api/2.0/mlflow/model-versions/create",
          "{\"name\": \"killed\", \"source\": \"s3://bucket/%d\"}".formatted(version));
    }
    post(url, "/api/v1/webhooks", """
        {"name": "to-the-test", "url": "http://127.0.0.1:%d/", "events": ["model_version_stage.changed"],
         "reason": "who is told?"}""".formatted(listener.getAddress().getPort()));
  }

  /** Sends a part of what it announces. */
  private static Socket beginUpload(URI url) throws IOException {
    Socket socket = new Socket(url.getHost(), url.getPort());
    OutputStream out = socket.getOutputStream();
    out.write("PUT %s0/half.bin HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: %d\r\n\r\n"
        .formatted(FILES, 2 * HALF)
        .getBytes(UTF_8));
    out.write(new byte[HALF]);
    out.flush();
    return socket;
  }

  /** Promotes one version and the other, each time for a reason of its own, until there is nobody to ask. */
  private List<Thread> promote(URI url, AtomicBoolean running) {
    List<Thread> callers = new ArrayList<>();
    for (int caller = 0; caller < CALLERS; caller++) {
      String name = "caller " + caller;
      callers.add(Thread.startVirtualThread(() -> {
        for (int i = 0; running.get(); i++) {
          String reason = name + ", " + i;
          String path = "/api/v1/models/killed/versions/" + (1 + i % 2) + "/stage";
          String body = "{\"stage\": \"production\", \"reason\": \"%s\"}".formatted(reason);
          try {
            if (put(url, path, body.getBytes(UTF_8)).statusCode() == 200) {
              acknowledged.add(reason);
            }
          } catch (IOException gone) {
            return;
          }
        }
      }));
    }
    return callers;
  }

  private long bytesUnder(String folder) {
    try (Stream<Path> files = Files.walk(home)) {
      return files
          .filter(file -> file.getParent().endsWith(folder) && Files.isRegularFile(file))
          .mapToLong(file -> file.toFile().length())
          .sum();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private HttpResponse<String> put(URI url, String path, byte[] body) throws IOException {
    return send(request(url, path).PUT(BodyPublishers.ofByteArray(body)));
  }

  private HttpResponse<String> get(URI url, String path) throws IOException {
    return send(request(url, path).GET());
  }

  private void post(URI url, String path, String body) throws IOException {
    HttpResponse<String> answer = send(request(url, path).POST(BodyPublishers.ofString(body)));
    assertThat(answer.statusCode()).as(answer.body()).isBetween(200, 201);
  }

  private static HttpRequest.Builder request(URI url, String path) {
    return HttpRequest.newBuilder(url.resolve(path)).header("Content-Type", "application/json");
  }

  private HttpResponse<String> send(HttpRequest.Builder request) throws IOException {
    try {
      return client.send(request.build(), HttpResponse.BodyHandlers.ofString(UTF_8));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException(e);
    }
  }
}
