package io.signalbox.demo;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Signalbox's public HTTP interface as an outside service uses it. */
final class Api {
  private static final Duration TIMEOUT = Duration.ofMinutes(2);

  private final JsonMapper mapper = JsonMapper.builder().build();
  private final HttpClient client = HttpClient.newBuilder()
      .version(HttpClient.Version.HTTP_1_1)
      .connectTimeout(Duration.ofSeconds(5))
      .build();
  private final String url;

  /** Speaks to the server at this address, without a slash at its end. */
  Api(String url) {
    this.url = url;
  }

  JsonNode get(String path) {
    return read(expectSuccess(send("GET", path, "application/json", new byte[0])));
  }

  JsonNode post(String path, JsonNode body) {
    return read(expectSuccess(exchange("POST", path, body)));
  }

  JsonNode put(String path, JsonNode body) {
    return read(expectSuccess(exchange("PUT", path, body)));
  }

  /** Sends bytes as they are. */
  byte[] post(String path, String contentType, byte[] body) {
    return expectSuccess(send("POST", path, contentType, body));
  }

  /** Sends without minding a refusal: the caller wants to show it. */
  HttpResponse<byte[]> exchange(String method, String path, JsonNode body) {
    return send(method, path, "application/json", mapper.writeValueAsBytes(body));
  }

  JsonNode read(byte[] body) {
    return mapper.readTree(body);
  }

  tools.jackson.databind.node.ObjectNode object() {
    return mapper.createObjectNode();
  }

  private HttpResponse<byte[]> send(String method, String path, String contentType, byte[] body) {
    var request = HttpRequest.newBuilder(URI.create(url + path))
        .timeout(TIMEOUT)
        .header("Content-Type", contentType)
        .method(
            method, body.length == 0 ? BodyPublishers.noBody() : BodyPublishers.ofByteArray(body))
        .build();
    try {
      return client.send(request, BodyHandlers.ofByteArray());
    } catch (IOException e) {
      throw new DemoFailed("%s %s: %s".formatted(method, path, e.getMessage()), e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new DemoFailed("%s %s: interrupted".formatted(method, path), e);
    }
  }

  private static byte[] expectSuccess(HttpResponse<byte[]> response) {
    if (response.statusCode() / 100 != 2) {
      throw new DemoFailed("%s %s: status %d (expected: 2xx): %s"
          .formatted(
              response.request().method(),
              response.request().uri().getPath(),
              response.statusCode(),
              new String(response.body(), StandardCharsets.UTF_8)));
    }
    return response.body();
  }
}
