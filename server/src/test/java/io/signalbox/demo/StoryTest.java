package io.signalbox.demo;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class StoryTest {
  private static final Instant END = Instant.parse("2013-07-31T23:00:00Z");

  private final List<String> asked = Collections.synchronizedList(new ArrayList<>());
  private final List<String> said = new ArrayList<>();
  private String endpoint = "";
  private HttpServer server;

  @BeforeEach
  void listen() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 10);
    server.createContext("/", this::answer);
    server.start();
  }

  @AfterEach
  void stop() {
    server.stop(0);
  }

  /** The year may be shortened to any day: the drill would wait for a table that a rollout keeps from it. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "[{'model_version': '2'}, {'model_version': '3'}]",
        "[{'model_version': '3'}]" // all of the traffic, and not in Production yet
      })
  void no_drill_disturbs_a_rollout_that_is_under_way(String ranges) {
    endpoint = "{'production_version': '2', 'table': {'ranges': %s, 'shadows': ['2']}}"
        .formatted(ranges)
        .replace('\'', '"');

    new Story(
            new Service(new Api("http://127.0.0.1:" + server.getAddress().getPort())),
            (at, sentence) -> said.add(sentence),
            () -> 0)
        .end(END);

    assertThat(asked).isNotEmpty().allMatch(it -> it.startsWith("GET "));
    assertThat(said).isEmpty();
  }

  private void answer(HttpExchange exchange) throws IOException {
    asked.add(exchange.getRequestMethod() + " " + exchange.getRequestURI());
    byte[] body = endpoint.getBytes(StandardCharsets.UTF_8);
    exchange.getResponseHeaders().add("Content-Type", "application/json");
    exchange.sendResponseHeaders(200, body.length);
    exchange.getResponseBody().write(body);
    exchange.close();
  }
}
