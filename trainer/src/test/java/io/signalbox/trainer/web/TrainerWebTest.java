package io.signalbox.trainer.web;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.springframework.test.web.servlet.request.MockMvcRequestBuilders.get;
import static org.springframework.test.web.servlet.request.MockMvcRequestBuilders.post;

import io.signalbox.registry.Attribution;
import io.signalbox.registry.ModelName;
import io.signalbox.registry.RegistryException;
import io.signalbox.trainer.Algorithm;
import io.signalbox.trainer.Trainer;
import io.signalbox.trainer.TrainerException;
import io.signalbox.trainer.TrainingPlan;
import io.signalbox.trainer.TrainingRun;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.springframework.http.MediaType;
import org.springframework.http.converter.json.JacksonJsonHttpMessageConverter;
import org.springframework.mock.web.MockHttpServletResponse;
import org.springframework.test.web.servlet.MockMvc;
import org.springframework.test.web.servlet.request.MockHttpServletRequestBuilder;
import org.springframework.test.web.servlet.setup.MockMvcBuilders;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.PropertyNamingStrategies;
import tools.jackson.databind.json.JsonMapper;

class TrainerWebTest {
  private final MockMvc http = MockMvcBuilders.standaloneSetup(
          new TrainingPlansController(new OnePlan()), new TrainingRunsController(new OnePlan()))
      .setControllerAdvice(new TrainerProblems())
      .setMessageConverters(new JacksonJsonHttpMessageConverter(JsonMapper.builder()
          .propertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE)
          .build()))
      .build();

  @Test
  void plans_are_listed_and_shown() throws Exception {
    assertThat(body(200, get("/api/v1/training-plans")).at("/0/name").asString())
        .isEqualTo("live");

    JsonNode plan = body(200, get("/api/v1/training-plans/live"));

    assertThat(plan.at("/feature_service").asString()).isEqualTo("flight_live");
    assertThat(plan.at("/algorithm/name").asString()).isEqualTo("logistic_regression");
    assertThat(plan.at("/spine/view").asString()).isEqualTo("landings");
  }

  @Test
  void a_run_is_accepted_with_who_asked_and_why() throws Exception {
    JsonNode run = body(202, run("live", "{\"reason\": \"new data\", \"holdout\": \"PT72H\"}"));

    assertThat(run.at("/id").asInt()).isEqualTo(7);
    assertThat(run.at("/state").asString()).isEqualTo("queued");
    assertThat(run.at("/trigger").asString()).isEqualTo("hand");
    assertThat(run.at("/why/author").asString()).isEqualTo("local");
    assertThat(run.at("/why/reason").asString()).isEqualTo("new data");
    assertThat(run.at("/holdout").asString()).isEqualTo("PT72H");
    assertThat(run.at("/result").isNull()).isTrue();
  }

  /** In the words of the registry, whose advice is not part of this set-up. */
  @Test
  void a_run_without_a_reason_is_refused() throws Exception {
    assertThatThrownBy(() -> http.perform(run("live", "{\"reason\": \" \"}")))
        .hasCauseInstanceOf(RegistryException.ReasonRefused.class);
    assertThatThrownBy(() -> http.perform(run("live", "{}")))
        .hasCauseInstanceOf(RegistryException.ReasonRefused.class);
  }

  @Test
  void unknown_plans_and_runs_are_not_found() throws Exception {
    JsonNode problem = body(404, get("/api/v1/training-plans/nobody"));

    assertThat(problem.at("/type").asString()).isEqualTo("urn:signalbox:problem:not-found");
    assertThat(problem.at("/detail").asString())
        .isEqualTo("training plan: nobody (expected: one that exists)");
    assertThat(body(404, get("/api/v1/training-runs/99")).at("/detail").asString())
        .isEqualTo("training run: 99 (expected: one that exists)");
  }

  @Test
  void a_full_queue_is_a_conflict() throws Exception {
    JsonNode problem = body(409, run("busy", "{\"reason\": \"again\"}"));

    assertThat(problem.at("/type").asString())
        .isEqualTo("urn:signalbox:problem:training-queue-full");
  }

  private static MockHttpServletRequestBuilder run(String plan, String body) {
    return post("/api/v1/training-plans/" + plan + "/runs")
        .contentType(MediaType.APPLICATION_JSON)
        .content(body);
  }

  private JsonNode body(int status, MockHttpServletRequestBuilder request) throws Exception {
    MockHttpServletResponse answer = http.perform(request).andReturn().getResponse();
    assertThat(answer.getStatus()).isEqualTo(status);
    assertThat(answer.getContentType())
        .startsWith(status < 300 ? "application/json" : "application/problem+json");
    return JsonMapper.shared().readTree(answer.getContentAsString());
  }

  /** Knows the plan live and its run 7; the plan busy takes no more. */
  private static final class OnePlan implements Trainer {
    private static final TrainingPlan LIVE = new TrainingPlan(
        "live",
        Optional.empty(),
        new ModelName("flight_delay"),
        "flight_live",
        new TrainingPlan.Rows(
            "landings", "asked_at", "late", Optional.empty(), Optional.empty(), Optional.empty()),
        new Algorithm.LogisticRegression(1, Optional.empty(), Optional.empty(), Optional.empty()),
        Optional.empty(),
        Optional.empty(),
        List.of(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty());

    @Override
    public boolean apply(TrainingPlan plan, Attribution why) {
      throw new UnsupportedOperationException();
    }

    @Override
    public void retire(String plan, Attribution why) {
      throw new TrainerException.NotFound("training plan", plan);
    }

    @Override
    public Optional<TrainingPlan> plan(String name) {
      return Optional.of(LIVE).filter(plan -> plan.name().equals(name));
    }

    @Override
    public List<TrainingPlan> plans() {
      return List.of(LIVE);
    }

    @Override
    public TrainingRun submit(String plan, Optional<Duration> holdout, Attribution why) {
      if (plan.equals("busy")) {
        throw new TrainerException.QueueFull("training plan busy: 100 runs wait (expected: fewer)");
      }
      return new TrainingRun(
          7,
          plan,
          TrainingRun.State.QUEUED,
          TrainingRun.Trigger.HAND,
          why,
          Instant.EPOCH,
          holdout,
          0,
          Optional.empty(),
          Optional.empty(),
          Optional.empty());
    }

    @Override
    public Optional<TrainingRun> run(long id) {
      return Optional.empty();
    }

    @Override
    public List<TrainingRun> runs(Optional<String> plan) {
      return List.of();
    }
  }
}
