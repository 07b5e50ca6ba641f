package io.signalbox.router.routing;

import io.signalbox.features.Features;
import io.signalbox.registry.Deployments;
import io.signalbox.registry.Registry;
import io.signalbox.router.EndpointName;
import io.signalbox.router.LiveEndpoints;
import io.signalbox.router.Partial;
import io.signalbox.router.RolloutEvidence;
import io.signalbox.router.Router;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import javax.sql.DataSource;
import org.springframework.context.annotation.AnnotationConfigApplicationContext;
import org.springframework.context.annotation.ClassPathBeanDefinitionScanner;
import org.springframework.core.type.filter.RegexPatternTypeFilter;
import org.springframework.http.converter.json.JacksonJsonHttpMessageConverter;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.datasource.DelegatingDataSource;
import org.springframework.jdbc.support.JdbcTransactionManager;
import org.springframework.test.web.servlet.MockMvc;
import org.springframework.test.web.servlet.setup.MockMvcBuilders;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.annotation.EnableTransactionManagement;
import org.springframework.transaction.support.TransactionTemplate;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.bind.annotation.RestControllerAdvice;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.PropertyNamingStrategies;
import tools.jackson.databind.json.JsonMapper;

/** One process of several on the same database: the whole room, wired by Spring, beside fakes of the other modules. */
final class Replica implements AutoCloseable {
  static final Instant NOW = Instant.parse("2013-04-29T06:00:00Z");

  final FakeModels models = new FakeModels();
  final FakeFeatures features = new FakeFeatures();
  final FakeDeployments deployments = new FakeDeployments();
  final FakeRegistry registry;
  final TransactionTemplate transaction;
  private final AnnotationConfigApplicationContext context =
      new AnnotationConfigApplicationContext();

  @EnableTransactionManagement
  static class Transactions {}

  /** Shares what the registry has stored with another replica. */
  Replica(DataSource dataSource, FakeStages stages) {
    var transactions = new JdbcTransactionManager(dataSource);
    transaction = new TransactionTemplate(transactions);
    registry = new FakeRegistry(stages, context, transaction);
    context.registerBean(
        DataSource.class,
        () -> new DelegatingDataSource(dataSource)); // not closed with the context
    context.registerBean(PlatformTransactionManager.class, () -> transactions);
    context.registerBean(TransactionTemplate.class, () -> transaction);
    context.registerBean(JdbcClient.class, () -> JdbcClient.create(dataSource));
    context.registerBean(Clock.class, () -> Clock.fixed(NOW, ZoneOffset.UTC));
    context.registerBean(Registry.class, () -> Partial.of(Registry.class, registry));
    context.registerBean(Features.class, () -> Partial.of(Features.class, features));
    context.registerBean(Deployments.class, () -> Partial.of(Deployments.class, deployments));
    context.registerBean(FakeModels.class, () -> models);
    context.registerBean(RolloutEvidence.class, () -> Replica::comparison);
    context.register(Transactions.class);
    context.scan(Replica.class.getPackageName());
    var web = new ClassPathBeanDefinitionScanner(
        context, false); // the journal's paths have their own tests
    web.addIncludeFilter(new RegexPatternTypeFilter(
        Pattern.compile(".*[.](EndpointsController|RouterProblems|RegistryProblems)")));
    web.scan("io.signalbox.router.web", "io.signalbox.registry.web");
    context.refresh();
  }

  private static Optional<String> comparison(EndpointName endpoint, String id) {
    String of = id.equals("cmp-2") ? "another" : "flight_delay";
    return endpoint.value().equals(of) && Set.of("cmp-1", "cmp-2").contains(id)
        ? Optional.of("{\"id\": \"%s\", \"lower\": -0.004}".formatted(id))
        : Optional.empty();
  }

  Router router() {
    return context.getBean(Router.class);
  }

  LiveEndpoints live() {
    return context.getBean(LiveEndpoints.class);
  }

  /** The REST paths, with JSON as the server speaks it. */
  MockMvc http() {
    JsonMapper json = JsonMapper.builder()
        .propertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE)
        .enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
        .build();
    var controllers =
        context.getBeansWithAnnotation(RestController.class).values().toArray();
    var advice = context.getBeansWithAnnotation(RestControllerAdvice.class).values();
    return MockMvcBuilders.standaloneSetup(controllers)
        .setControllerAdvice(advice.toArray())
        .setMessageConverters(new JacksonJsonHttpMessageConverter(json))
        .build();
  }

  @Override
  public void close() {
    context.close();
  }
}
