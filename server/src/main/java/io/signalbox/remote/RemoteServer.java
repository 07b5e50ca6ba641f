package io.signalbox.remote;

import java.io.IOException;
import java.net.ConnectException;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** A running server, spoken to through its own interface. */
public final class RemoteServer implements AutoCloseable {
  private static final JsonMapper JSON = JsonMapper.builder().build();
  private static final Duration CONNECT = Duration.ofSeconds(5);
  private static final Duration ANSWER = Duration.ofMinutes(2);
  private static final int FIRST_REFUSAL = 400;

  private final HttpClient http =
      HttpClient.newBuilder().connectTimeout(CONNECT).build();
  private final String url;
  private final String token;

  private RemoteServer(String url, String token) {
    this.url = url;
    this.token = token;
  }

  /** A variable that is empty is as one that is not there. */
  static RemoteServer from(Map<String, String> environment) throws RemoteFailure {
    return new RemoteServer(address(environment), value(environment, "SIGNALBOX_TOKEN", ""));
  }

  /** Without a slash at its end. */
  static String address(Map<String, String> environment) throws RemoteFailure {
    String given = value(environment, "SIGNALBOX_URL", "");
    if (given.isEmpty()) {
      String port = value(environment, "SIGNALBOX_PORT", "8080");
      if (!port.matches("\\d{1,5}")) {
        throw new RemoteFailure("SIGNALBOX_PORT: %s (expected: a port)".formatted(port));
      }
      return "http://127.0.0.1:" + port;
    }
    String url = given.replaceFirst("/+$", "");
    if (!url.matches("https?://[^\\s/?#@]+(/[^\\s?#]*)?") || !isUri(url)) {
      throw new RemoteFailure("SIGNALBOX_URL: %s (expected: http://host:port)".formatted(given));
    }
    return url;
  }

  private static boolean isUri(String url) {
    try {
      return new URI(url).getHost() != null;
    } catch (URISyntaxException e) {
      return false;
    }
  }

  private static String value(Map<String, String> environment, String name, String otherwise) {
    String value = environment.getOrDefault(name, "").strip();
    return value.isEmpty() ? otherwise : value;
  }

  public JsonNode get(String path) throws RemoteFailure, InterruptedException {
    return send("GET", path, null);
  }

  public JsonNode post(String path, Object body) throws RemoteFailure, InterruptedException {
    return send("POST", path, body);
  }

  public JsonNode delete(String path) throws RemoteFailure, InterruptedException {
    return send("DELETE", path, null);
  }

  /** For a name inside a path or a query. */
  public static String encoded(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
  }

  private JsonNode send(String method, String path, @Nullable Object body)
      throws RemoteFailure, InterruptedException {
    try {
      var content = body == null
          ? BodyPublishers.noBody()
          : BodyPublishers.ofByteArray(JSON.writeValueAsBytes(body));
      var request = HttpRequest.newBuilder(URI.create(url + path))
          .timeout(ANSWER)
          .header("Content-Type", "application/json")
          .method(method, content);
      if (!token.isEmpty()) {
        request.header("Authorization", "Bearer " + token);
      }
      return answer(http.send(request.build(), BodyHandlers.ofString()));
    } catch (ConnectException e) {
      throw new RemoteFailure(
          "no server answers at %s (start one with './signalbox server', or set SIGNALBOX_URL)"
              .formatted(url),
          e);
    } catch (IOException | IllegalArgumentException e) {
      throw new RemoteFailure("%s: %s".formatted(url, e.getMessage()), e);
    }
  }

  private static JsonNode answer(HttpResponse<String> response) throws RemoteFailure {
    int status = response.statusCode();
    JsonNode body;
    try {
      body = JSON.readTree(response.body());
    } catch (JacksonException e) {
      throw new RemoteFailure(
          "the server answered %d without JSON (expected: a Signalbox server)".formatted(status),
          e);
    }
    if (status >= FIRST_REFUSAL) {
      throw new RemoteFailure(body.path("detail").asString("the server answered " + status));
    }
    return body;
  }

  @Override
  public void close() {
    http.close();
  }
}
