package io.signalbox.trainer.web;

import static org.hamcrest.Matchers.nullValue;
import static org.springframework.test.web.servlet.request.MockMvcRequestBuilders.get;
import static org.springframework.test.web.servlet.request.MockMvcRequestBuilders.post;
import static org.springframework.test.web.servlet.result.MockMvcResultMatchers.content;
import static org.springframework.test.web.servlet.result.MockMvcResultMatchers.jsonPath;
import static org.springframework.test.web.servlet.result.MockMvcResultMatchers.status;

import io.signalbox.registry.Attribution;
import io.signalbox.registry.ModelName;
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
import org.springframework.test.web.servlet.MockMvc;
import org.springframework.test.web.servlet.setup.MockMvcBuilders;
import tools.jackson.databind.PropertyNamingStrategies;
import tools.jackson.databind.json.JsonMapper;

class TrainerWebTest {
  private final MockMvc http =
      MockMvcBuilders.standaloneSetup(
              new TrainingPlansController(new OnePlan()), new TrainingRunsController(new OnePlan()))
          .setControllerAdvice(new TrainerProblems())
          .setMessageConverters(
              new JacksonJsonHttpMessageConverter(
                  JsonMapper.builder()
                      .propertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE)
                      .build()))
          .build();

  @Test
  void plans_are_listed_and_shown() throws Exception {
    http.perform(get("/api/v1/training-plans"))
        .andExpect(status().isOk())
        .andExpect(jsonPath("$[0].name").value("live"))
        .andExpect(jsonPath("$[0].algorithm.name").value("logistic_regression"));
    http.perform(get("/api/v1/training-plans/live"))
        .andExpect(jsonPath("$.feature_service").value("flight_live"))
        .andExpect(jsonPath("$.spine.view").value("landings"));
  }

  @Test
  void a_run_is_accepted_with_who_asked_and_why() throws Exception {
    http.perform(
            post("/api/v1/training-plans/live/runs")
                .contentType(MediaType.APPLICATION_JSON)
                .content("{\"reason\": \"new data\", \"holdout\": \"PT72H\"}"))
        .andExpect(status().isAccepted())
        .andExpect(jsonPath("$.id").value(7))
        .andExpect(jsonPath("$.state").value("queued"))
        .andExpect(jsonPath("$.trigger").value("hand"))
        .andExpect(jsonPath("$.why.author").value("local"))
        .andExpect(jsonPath("$.why.reason").value("new data"))
        .andExpect(jsonPath("$.holdout").value("PT72H"))
        .andExpect(jsonPath("$.result").value(nullValue()));
  }

  @Test
  void a_run_without_a_reason_is_refused() throws Exception {
    http.perform(
            post("/api/v1/training-plans/live/runs")
                .contentType(MediaType.APPLICATION_JSON)
                .content("{\"reason\": \" \"}"))
        .andExpect(status().isBadRequest())
        .andExpect(content().contentType(MediaType.APPLICATION_PROBLEM_JSON))
        .andExpect(jsonPath("$.type").value("urn:signalbox:problem:invalid"))
        .andExpect(jsonPath("$.detail").value("reason: none (expected: why it is trained)"));
  }

  @Test
  void unknown_plans_and_runs_are_not_found() throws Exception {
    http.perform(get("/api/v1/training-plans/nobody"))
        .andExpect(status().isNotFound())
        .andExpect(jsonPath("$.type").value("urn:signalbox:problem:not-found"))
        .andExpect(
            jsonPath("$.detail").value("training plan: nobody (expected: one that exists)"));
    http.perform(get("/api/v1/training-runs/99"))
        .andExpect(status().isNotFound())
        .andExpect(jsonPath("$.detail").value("training run: 99 (expected: one that exists)"));
  }

  @Test
  void a_full_queue_is_a_conflict() throws Exception {
    http.perform(
            post("/api/v1/training-plans/busy/runs")
                .contentType(MediaType.APPLICATION_JSON)
                .content("{\"reason\": \"again\"}"))
        .andExpect(status().isConflict())
        .andExpect(jsonPath("$.type").value("urn:signalbox:problem:training-queue-full"));
  }

  /** Knows the plan live and its run 7; the plan busy takes no more. */
  private static final class OnePlan implements Trainer {
    private static final TrainingPlan LIVE =
        new TrainingPlan(
            "live",
            Optional.empty(),
            new ModelName("flight_delay"),
            "flight_live",
            new TrainingPlan.Rows(
                "landings", "asked_at", "late", Optional.empty(), Optional.empty(), Optional.empty()),
            new Algorithm.LogisticRegression(
                1, Optional.empty(), Optional.empty(), Optional.empty()),
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Optional.empty());

    @Override
    public boolean apply(TrainingPlan plan, Attribution why) {
      throw new UnsupportedOperationException();
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
