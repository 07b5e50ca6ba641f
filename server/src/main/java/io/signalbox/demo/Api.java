package io.signalbox.demo;

import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import org.apache.hc.client5.http.classic.methods.HttpUriRequestBase;
import org.apache.hc.client5.http.config.ConnectionConfig;
import org.apache.hc.client5.http.impl.classic.CloseableHttpClient;
import org.apache.hc.client5.http.impl.classic.HttpClients;
import org.apache.hc.client5.http.impl.io.PoolingHttpClientConnectionManagerBuilder;
import org.apache.hc.core5.http.ContentType;
import org.apache.hc.core5.http.io.entity.ByteArrayEntity;
import org.apache.hc.core5.http.io.entity.EntityUtils;
import org.apache.hc.core5.util.Timeout;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Signalbox's public HTTP interface as an outside service uses it. A call is made on the caller's own thread: one that asks an hour's
 * questions one after the other would pay more for the changes of threads than for the calls.
 */
final class Api {
  private static final Timeout CONNECT = Timeout.ofSeconds(5);
  private static final Timeout SILENCE = Timeout.ofMinutes(2);

  private final JsonMapper mapper = JsonMapper.builder().build();
  private final CloseableHttpClient client = HttpClients.custom()
      .setConnectionManager(PoolingHttpClientConnectionManagerBuilder.create()
          .setDefaultConnectionConfig(ConnectionConfig.custom()
              .setConnectTimeout(CONNECT)
              .setSocketTimeout(SILENCE)
              .build())
          .build())
      .disableAutomaticRetries()
      .disableCookieManagement()
      .disableContentCompression()
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

  /** The server's answer, refusal or not. */
  static final class Answer {
    private final String request;
    private final int status;
    private final byte[] body;

    Answer(String request, int status, byte[] body) {
      this.request = request;
      this.status = status;
      this.body = body;
    }

    int status() {
      return status;
    }

    byte[] body() {
      return body;
    }
  }

  /** Sends without minding a refusal: the caller wants to show it. */
  Answer exchange(String method, String path, JsonNode body) {
    return send(method, path, "application/json", mapper.writeValueAsBytes(body));
  }

  JsonNode read(byte[] body) {
    return mapper.readTree(body);
  }

  tools.jackson.databind.node.ObjectNode object() {
    return mapper.createObjectNode();
  }

  private Answer send(String method, String path, String contentType, byte[] body) {
    var request = new HttpUriRequestBase(method, URI.create(url + path));
    if (body.length > 0) {
      request.setEntity(new ByteArrayEntity(body, ContentType.create(contentType)));
    }
    String asked = method + " " + path;
    try {
      return client.execute(
          request,
          response ->
              new Answer(asked, response.getCode(), EntityUtils.toByteArray(response.getEntity())));
    } catch (IOException e) {
      throw new DemoFailed(asked + ": " + e.getMessage(), e);
    }
  }

  private static byte[] expectSuccess(Answer answer) {
    if (answer.status / 100 != 2) {
      throw new DemoFailed("%s: status %d (expected: 2xx): %s"
          .formatted(
              answer.request, answer.status, new String(answer.body, StandardCharsets.UTF_8)));
    }
    return answer.body;
  }
}
