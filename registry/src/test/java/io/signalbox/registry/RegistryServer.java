package io.signalbox.registry;

import io.signalbox.migrations.TestDatabase;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import javax.sql.DataSource;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.FullyQualifiedAnnotationBeanNameGenerator;
import org.springframework.context.event.EventListener;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.support.JdbcTransactionManager;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.annotation.EnableTransactionManagement;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The registry's rooms alone, on a database and a home of their own, reached over HTTP and in process. */
public final class RegistryServer implements AutoCloseable {
  private final TestDatabase database = TestDatabase.fresh();
  private final Path home;
  private final ConfigurableApplicationContext context;
  private final HttpClient http = HttpClient.newHttpClient();
  private final URI url;

  /** With further Spring properties, as {@code --name=value}. */
  public RegistryServer(String... more) {
    try {
      home = Files.createTempDirectory("registry");
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
    SpringApplication application = new SpringApplication(Application.class);
    application.addInitializers(starting ->
        starting.getBeanFactory().registerSingleton("dataSource", database.dataSource()));
    List<String> arguments = new ArrayList<>(List.of(
        "--server.port=0",
        "--server.address=127.0.0.1",
        "--signalbox.home=" + home,
        "--spring.main.banner-mode=off",
        "--spring.threads.virtual.enabled=true",
        "--spring.jackson.property-naming-strategy=SNAKE_CASE",
        "--spring.mvc.formcontent.filter.enabled=false", // it reads bodies before their controllers
        "--spring.web.resources.add-mappings=false"));
    arguments.addAll(List.of(more));
    context = application.run(arguments.toArray(String[]::new));
    url =
        URI.create("http://127.0.0.1:" + context.getEnvironment().getProperty("local.server.port"));
  }

  public <T> T bean(Class<T> type) {
    return context.getBean(type);
  }

  public JdbcClient jdbc() {
    return bean(JdbcClient.class);
  }

  public Path home() {
    return home;
  }

  public URI url() {
    return url;
  }

  /** The changes of stages that were published so far. */
  public List<StageChanged> stageChanges() {
    return new ArrayList<>(bean(Listener.class).heard);
  }

  public Answer get(String path) {
    return send(request(path).GET());
  }

  /** JSON with {@code '} for {@code "}. */
  public Answer post(String path, String json) {
    return send("POST", path, json);
  }

  public Answer send(String method, String path, String json) {
    return send(request(path)
        .header("Content-Type", "application/json")
        .method(method, HttpRequest.BodyPublishers.ofString(json.replace('\'', '"'))));
  }

  public Answer put(String path, byte[] body) {
    return send(request(path).PUT(HttpRequest.BodyPublishers.ofByteArray(body)));
  }

  public HttpRequest.Builder request(String path) {
    return HttpRequest.newBuilder(URI.create(url + path));
  }

  public Answer send(HttpRequest.Builder request) {
    try {
      HttpResponse<String> response =
          http.send(request.build(), HttpResponse.BodyHandlers.ofString());
      return new Answer(response.statusCode(), response.body());
    } catch (IOException e) {
      throw new IllegalStateException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  @Override
  public void close() {
    context.close();
    database.close();
  }

  /** What came back. */
  public record Answer(int status, String body) {
    public JsonNode json() {
      return JsonMapper.shared().readTree(body);
    }

    /** The text at a JSON pointer. */
    public String at(String pointer) {
      return json().at(pointer).asString();
    }
  }

  @SpringBootApplication(
      scanBasePackages = "io.signalbox.registry",
      nameGenerator = FullyQualifiedAnnotationBeanNameGenerator.class, // as the server names them
      proxyBeanMethods = false)
  @EnableTransactionManagement
  static class Application {
    @Bean
    Clock clock() {
      return Clock.systemUTC();
    }

    @Bean
    JdbcClient jdbcClient(DataSource dataSource) {
      return JdbcClient.create(dataSource);
    }

    @Bean
    PlatformTransactionManager transactions(DataSource dataSource) {
      return new JdbcTransactionManager(dataSource);
    }

    @Bean
    PromotionEvidence comparisons() {
      return (model, id) -> id.equals("comparison-7")
              || (id.equals("comparison-of-others") && model.value().equals("others"))
          ? Optional.of("{\"id\": \"comparison-7\", \"verdict\": \"promote\"}")
          : Optional.empty();
    }

    @Bean
    ProductionFollowers followers() {
      return model -> List.of("follows_" + model);
    }

    @Bean
    FirstPredictions firstPredictions() {
      return version -> version.number() == 1
          ? Map.of("delays", Instant.parse("2013-04-01T05:00:00Z"))
          : Map.of();
    }

    @Bean
    Listener listener() {
      return new Listener();
    }
  }

  static class Listener {
    private final List<StageChanged> heard = new CopyOnWriteArrayList<>();

    @EventListener
    void on(StageChanged change) {
      heard.add(change);
    }
  }
}
