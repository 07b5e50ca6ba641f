package io.signalbox.registry.importing;

import io.signalbox.registry.Imports;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import org.mlflow.tracking.MlflowClient;
import org.mlflow.tracking.MlflowClientException;
import org.mlflow.tracking.MlflowHttpException;
import org.mlflow.tracking.creds.BasicMlflowHostCreds;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** A running MLflow server, read through MLflow's Java client; files, which that client cannot stream, by plain requests. */
final class SourceServer implements AutoCloseable {
  /** For one answer: the client itself knows no limit. */
  private static final Duration ANSWER = Duration.ofMinutes(2);

  private static final Duration CONNECT = Duration.ofSeconds(10);
  private static final int SUCCESS = 200;
  private static final JsonMapper JSON = JsonMapper.shared();

  private final String url;
  private final String authorization;
  private final MlflowClient client;
  private final HttpClient files = HttpClient.newBuilder()
      .connectTimeout(CONNECT)
      .version(HttpClient.Version.HTTP_1_1)
      .build();
  private final ExecutorService calls = Executors.newVirtualThreadPerTaskExecutor();

  SourceServer(Imports.Source source) {
    String given = source.url().toString();
    url = given.endsWith("/") ? given.substring(0, given.length() - 1) : given;
    authorization = authorization(source);
    client = new MlflowClient(credentials(source));
  }

  private BasicMlflowHostCreds credentials(Imports.Source source) {
    if (authorization.isEmpty()) {
      return new BasicMlflowHostCreds(url);
    }
    return source.token().isEmpty()
        ? new BasicMlflowHostCreds(url, source.user(), source.password())
        : new BasicMlflowHostCreds(url, source.token());
  }

  /** Empty where there is nothing to say. */
  private static String authorization(Imports.Source source) {
    if (!source.token().isEmpty()) {
      return "Bearer " + source.token();
    }
    if (source.user().isEmpty() && source.password().isEmpty()) {
      return "";
    }
    byte[] pair = (source.user() + ":" + source.password()).getBytes(StandardCharsets.UTF_8);
    return "Basic " + Base64.getEncoder().encodeToString(pair);
  }

  /** For a value in a path or a query. */
  static String encoded(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
  }

  /** {@code path} begins after {@code /api/2.0/mlflow/}. */
  JsonNode get(String path) {
    return read(path, () -> client.sendGet(path));
  }

  JsonNode post(String path, JsonNode body) {
    return read(path, () -> client.sendPost(path, body.toString()));
  }

  ObjectNode object() {
    return JSON.createObjectNode();
  }

  /** Each item of a list that comes in pages; {@code path} has a query already. */
  void pages(String path, String items, Consumer<JsonNode> each) {
    String token = "";
    do {
      JsonNode page = get(token.isEmpty() ? path : path + "&page_token=" + encoded(token));
      page.path(items).forEach(each);
      token = page.path("next_page_token").asString("");
    } while (!token.isEmpty());
  }

  /** The same of a search. */
  void pages(String path, ObjectNode body, String items, Consumer<JsonNode> each) {
    String token = "";
    do {
      JsonNode page = post(path, token.isEmpty() ? body : body.deepCopy().put("page_token", token));
      page.path(items).forEach(each);
      token = page.path("next_page_token").asString("");
    } while (!token.isEmpty());
  }

  private interface Call {
    String send();
  }

  private JsonNode read(String path, Call call) {
    String asked = path.split("\\?", 2)[0];
    Future<String> answer = calls.submit(call::send);
    try {
      return JSON.readTree(answer.get(ANSWER.toSeconds(), TimeUnit.SECONDS));
    } catch (ExecutionException e) {
      throw failed(asked, Optional.ofNullable(e.getCause()).orElse(e));
    } catch (TimeoutException e) {
      answer.cancel(true);
      throw new SourceFailed(
          "%s: no answer to %s within %d s".formatted(url, asked, ANSWER.toSeconds()), e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new SourceFailed(url + ": interrupted over " + asked, e);
    } catch (JacksonException e) {
      throw new SourceFailed(
          "%s: the answer to %s is no JSON (expected: an MLflow server)".formatted(url, asked), e);
    }
  }

  private SourceFailed failed(String asked, Throwable cause) {
    if (cause instanceof MlflowHttpException refused) {
      int status = refused.getStatusCode();
      return new SourceFailed("%s: %d to %s".formatted(url, status, asked), status);
    }
    Throwable root = cause instanceof MlflowClientException && cause.getCause() != null
        ? cause.getCause()
        : cause;
    return new SourceFailed("%s: %s: %s".formatted(url, asked, root.getMessage()), cause);
  }

  /** Opens a file; {@code path} begins at the server's root. */
  InputStream open(String path) {
    HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(url + path)).timeout(ANSWER);
    if (!authorization.isEmpty()) {
      request.header("Authorization", authorization);
    }
    try {
      HttpResponse<InputStream> answer =
          files.send(request.build(), HttpResponse.BodyHandlers.ofInputStream());
      if (answer.statusCode() != SUCCESS) {
        answer.body().close();
        int status = answer.statusCode();
        throw new SourceFailed("%s: %d to a file".formatted(url, status), status);
      }
      return answer.body();
    } catch (IOException e) {
      throw new SourceFailed("%s: %s".formatted(url, e.getMessage()), e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new SourceFailed(url + ": interrupted over a file", e);
    }
  }

  @Override
  public void close() {
    client.close();
    files.shutdownNow();
    calls.shutdownNow();
  }
}
