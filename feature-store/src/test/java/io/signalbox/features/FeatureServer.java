package io.signalbox.features;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.signalbox.migrations.TestDatabase;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import javax.sql.DataSource;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.web.server.servlet.context.ServletWebServerApplicationContext;
import org.springframework.context.ApplicationContextInitializer;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.ComponentScan;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.support.GenericApplicationContext;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.datasource.DataSourceTransactionManager;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.annotation.EnableTransactionManagement;
import org.springframework.transaction.support.TransactionTemplate;

/** The feature store alone, on a real port: what {@code server} assembles, less the other rooms. */
final class FeatureServer implements AutoCloseable {

  private static final HttpClient HTTP = HttpClient.newHttpClient();

  private final ServletWebServerApplicationContext context;

  private FeatureServer(ServletWebServerApplicationContext context) {
    this.context = context;
  }

  static FeatureServer start(TestDatabase database, Path home, Clock clock) {
    return start(database.dataSource(), home, clock);
  }

  static FeatureServer start(DataSource database, Path home, Clock clock) {
    return start(database, home, clock, Map.of());
  }

  static FeatureServer start(
      DataSource database, Path home, Clock clock, Map<String, Object> settings) {
    SpringApplication application = new SpringApplicationBuilder(Assembly.class)
        .properties(Map.of(
            "server.port", "0",
            "signalbox.home", home.toString(),
            "spring.main.banner-mode", "off",
            "spring.main.log-startup-info", "false",
            "spring.jackson.property-naming-strategy", "SNAKE_CASE",
            "spring.jackson.deserialization.fail-on-unknown-properties", "true"))
        .properties(settings)
        .initializers((ApplicationContextInitializer<GenericApplicationContext>) context -> {
          context.registerBean(
              "dataSource",
              DataSource.class,
              () -> database,
              definition -> definition.setDestroyMethodName(""));
          context.registerBean("clock", Clock.class, () -> clock);
        })
        .build();
    return new FeatureServer((ServletWebServerApplicationContext) application.run());
  }

  int port() {
    return context.getWebServer().getPort();
  }

  Features features() {
    return context.getBean(Features.class);
  }

  Ingestion ingestion() {
    return context.getBean(Ingestion.class);
  }

  OnlineReads onlineReads() {
    return context.getBean(OnlineReads.class);
  }

  Coverages coverages() {
    return context.getBean(Coverages.class);
  }

  Consistency consistency() {
    return context.getBean(Consistency.class);
  }

  TrainingSetJobs jobs() {
    return context.getBean(TrainingSetJobs.class);
  }

  SqlSources sources() {
    return context.getBean(SqlSources.class);
  }

  AppliedVersions versions() {
    return context.getBean(AppliedVersions.class);
  }

  MeterRegistry meters() {
    return context.getBean(MeterRegistry.class);
  }

  Quarantine quarantine() {
    return context.getBean(Quarantine.class);
  }

  TransactionTemplate transaction() {
    return context.getBean(TransactionTemplate.class);
  }

  HttpResponse<String> get(String path) {
    return send(HttpRequest.newBuilder(uri(path)).GET());
  }

  HttpResponse<String> get(String path, String type) {
    return send(HttpRequest.newBuilder(uri(path)).header("Accept", type).GET());
  }

  HttpResponse<String> post(String path, String type, byte[] body) {
    return send(HttpRequest.newBuilder(uri(path))
        .header("Content-Type", type)
        .POST(HttpRequest.BodyPublishers.ofByteArray(body)));
  }

  HttpResponse<String> post(String path, String json) {
    return post(path, "application/json", json.getBytes(java.nio.charset.StandardCharsets.UTF_8));
  }

  private URI uri(String path) {
    return URI.create("http://localhost:" + context.getWebServer().getPort() + path);
  }

  private static HttpResponse<String> send(HttpRequest.Builder request) {
    try {
      return HTTP.send(
          request.timeout(Duration.ofSeconds(60)).build(), HttpResponse.BodyHandlers.ofString());
    } catch (IOException | InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  @Override
  public void close() {
    context.close();
  }

  @Configuration
  @EnableAutoConfiguration
  @EnableTransactionManagement(proxyTargetClass = true)
  @ComponentScan("io.signalbox.features")
  static class Assembly {
    @Bean
    JdbcClient jdbcClient(DataSource dataSource) {
      return JdbcClient.create(dataSource);
    }

    @Bean
    PlatformTransactionManager transactionManager(DataSource dataSource) {
      return new DataSourceTransactionManager(dataSource);
    }

    @Bean
    MeterRegistry meterRegistry() {
      return new SimpleMeterRegistry();
    }

    @Bean
    TransactionTemplate transactionTemplate(PlatformTransactionManager transactions) {
      return new TransactionTemplate(transactions);
    }
  }

  /** A clock that stands where it is put. */
  static final class StandingClock extends Clock {
    private volatile Instant now;

    StandingClock(Instant now) {
      this.now = now;
    }

    void set(Instant moment) {
      now = moment;
    }

    @Override
    public Instant instant() {
      return now;
    }

    @Override
    public java.time.ZoneId getZone() {
      return java.time.ZoneOffset.UTC;
    }

    @Override
    public Clock withZone(java.time.ZoneId zone) {
      throw new UnsupportedOperationException();
    }
  }
}
