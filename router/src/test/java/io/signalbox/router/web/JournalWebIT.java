package io.signalbox.router.web;

import static org.assertj.core.api.Assertions.assertThat;
import static org.springframework.test.web.servlet.request.MockMvcRequestBuilders.get;

import io.signalbox.migrations.TestDatabase;
import io.signalbox.registry.ModelName;
import io.signalbox.router.Endpoint;
import io.signalbox.router.EndpointDefinition;
import io.signalbox.router.EndpointName;
import io.signalbox.router.Partial;
import io.signalbox.router.Router;
import io.signalbox.router.journal.Drainer;
import io.signalbox.router.journal.Journal;
import io.signalbox.router.journal.OutcomeRecord;
import io.signalbox.router.journal.UnmatchedOutcomes;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.context.annotation.AnnotationConfigApplicationContext;
import org.springframework.format.support.DefaultFormattingConversionService;
import org.springframework.http.converter.json.JacksonJsonHttpMessageConverter;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.mock.web.MockHttpServletResponse;
import org.springframework.test.web.servlet.MockMvc;
import org.springframework.test.web.servlet.setup.MockMvcBuilders;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.PropertyNamingStrategies;
import tools.jackson.databind.json.JsonMapper;

/** What the journal's paths tell, over a real journal, its drainer and their database. */
class JournalWebIT {
  private static final Instant NOON = Instant.parse("2013-04-15T12:00:00Z");
  private static final UUID STRAY = UUID.fromString("013e0d6a-7800-7000-8000-000000000001");
  private static final String UNMATCHED = "/api/v1/endpoints/delays/outcomes/unmatched";

  private static final TestDatabase database = TestDatabase.fresh();
  private static final AnnotationConfigApplicationContext context =
      new AnnotationConfigApplicationContext();
  private static final JsonMapper json = JsonMapper.builder()
      .propertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE)
      .build();
  private static Journal journal;
  private static Drainer drainer;
  private static MockMvc http;

  @BeforeAll
  static void open(@TempDir Path folder) throws InterruptedException {
    journal = Journal.open(folder, Journal.Bounds.USUAL);
    drainer = new Drainer(journal, database.dataSource());
    drainer.start();
    context.registerBean(Journal.class, () -> journal);
    context.registerBean(Drainer.class, () -> drainer);
    context.registerBean(JdbcClient.class, () -> JdbcClient.create(database.dataSource()));
    context.registerBean(Clock.class, () -> Clock.fixed(NOON, ZoneOffset.UTC));
    context.registerBean(Router.class, () -> Partial.of(Router.class, new OneEndpoint()));
    context.register(UnmatchedOutcomes.class, JournalController.class, RouterProblems.class);
    context.refresh();
    http = MockMvcBuilders.standaloneSetup(context.getBean(JournalController.class))
        .setControllerAdvice(context.getBean(RouterProblems.class))
        .setConversionService(new DefaultFormattingConversionService())
        .setMessageConverters(new JacksonJsonHttpMessageConverter(json))
        .build();
    var outcome =
        new OutcomeRecord(STRAY, 1, Optional.empty(), NOON.minusSeconds(1), Optional.of("delays"));
    journal.outcomes(List.of(outcome), true).await();
    assertThat(drainer.await(Duration.ofSeconds(20))).isTrue();
  }

  @AfterAll
  static void close() {
    context.close();
    database.close();
  }

  /** A router that knows the endpoint {@code delays}. */
  public static final class OneEndpoint {
    public Optional<Endpoint> endpoint(EndpointName name) {
      var definition = new EndpointDefinition(
          name,
          new ModelName("delays"),
          Optional.empty(),
          Optional.empty(),
          Optional.empty(),
          Optional.empty(),
          Optional.empty());
      return Optional.of(new Endpoint(definition, Optional.empty(), Optional.empty(), ""))
          .filter(endpoint -> name.value().equals("delays"));
    }
  }

  @Test
  void what_is_drained_is_counted() throws Exception {
    JsonNode answer = json.readTree(body(ask("/api/v1/journal?wait=5")));

    assertThat(answer.at("/acknowledged").intValue()).isEqualTo(1);
    assertThat(answer.at("/drained").intValue()).isEqualTo(1);
    assertThat(answer.at("/backlog").intValue()).isZero();
  }

  @ParameterizedTest
  @CsvSource({
    "'', 1",
    "2013-04-15T11:59:59Z, 1",
    "2013-04-15T11:59:59.001Z, 0",
    "0001-01-01T00:00:00Z, 1",
    "9999-12-31T23:59:59Z, 0"
  })
  void outcomes_without_a_prediction_are_listed_from_a_moment_on(String since, int found)
      throws Exception {
    String query = since.isEmpty() ? "" : "?since=" + since;

    assertThat(json.readTree(body(ask(UNMATCHED + query))).at("/outcomes")).hasSize(found);
  }

  @ParameterizedTest
  @CsvSource({
    "-1000000000-01-01T00:00:00Z",
    "+1000000000-12-31T23:59:59.999999999Z",
    "0000-12-31T23:59:59Z",
    "+10000-01-01T00:00:00Z"
  })
  void a_moment_that_no_calendar_has_is_refused(String since) throws Exception {
    MockHttpServletResponse answer =
        http.perform(get(UNMATCHED).queryParam("since", since)).andReturn().getResponse();

    assertThat(answer.getStatus()).as(body(answer)).isEqualTo(400);
    assertThat(json.readTree(body(answer)).at("/detail").stringValue())
        .startsWith("since: ")
        .endsWith("(expected: between 0001-01-01T00:00:00Z and 9999-12-31T23:59:59Z)");
  }

  @ParameterizedTest
  @CsvSource({"-1", "61"})
  void nobody_waits_longer_than_a_minute(int seconds) throws Exception {
    assertThat(ask("/api/v1/journal?wait=" + seconds).getStatus()).isEqualTo(400);
  }

  @Test
  void an_unknown_endpoint_is_not_found() throws Exception {
    assertThat(ask("/api/v1/endpoints/nobody/outcomes/unmatched").getStatus()).isEqualTo(404);
    assertThat(ask("/api/v1/endpoints/9lives/outcomes/unmatched").getStatus()).isEqualTo(404);
  }

  private static MockHttpServletResponse ask(String path) throws Exception {
    return http.perform(get(path)).andReturn().getResponse();
  }

  private static String body(MockHttpServletResponse answer) throws Exception {
    return answer.getContentAsString(StandardCharsets.UTF_8);
  }
}
