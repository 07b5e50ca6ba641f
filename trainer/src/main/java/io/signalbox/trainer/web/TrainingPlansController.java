package io.signalbox.trainer.web;

import io.signalbox.registry.Attribution;
import io.signalbox.trainer.Trainer;
import io.signalbox.trainer.TrainerException;
import io.signalbox.trainer.TrainingPlan;
import io.signalbox.trainer.TrainingRun;
import jakarta.servlet.http.HttpServletRequest;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.springframework.http.HttpStatus;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;

/** The plans, and the asking for a run. */
@RestController
@RequestMapping("/api/v1/training-plans")
class TrainingPlansController {
  private final Trainer trainer;

  TrainingPlansController(Trainer trainer) {
    this.trainer = trainer;
  }

  @GetMapping
  List<TrainingPlan> list() {
    return trainer.plans();
  }

  @GetMapping("/{name}")
  TrainingPlan get(@PathVariable String name) {
    return trainer
        .plan(name)
        .orElseThrow(() -> new TrainerException.NotFound("training plan", name));
  }

  /** 202 with the queued run; 400 without a reason, 404 if the plan is unknown, 409 if too many of its runs wait. */
  @PostMapping("/{name}/runs")
  @ResponseStatus(HttpStatus.ACCEPTED)
  TrainingRun run(
      @PathVariable String name, @RequestBody RunJson body, HttpServletRequest request) {
    var author = Optional.ofNullable(request.getRemoteUser()).orElse("local");
    return trainer.submit(
        name, body.holdout(), new Attribution(author, body.reason().orElse("")));
  }

  /** Ends the plan, whose runs stay; 400 without a reason, 404 if the plan is unknown. */
  @PostMapping("/{name}/retire")
  RetiredJson retire(
      @PathVariable String name, @RequestBody ReasonJson body, HttpServletRequest request) {
    var author = Optional.ofNullable(request.getRemoteUser()).orElse("local");
    trainer.retire(name, new Attribution(author, body.reason().orElse("")));
    return new RetiredJson("training plan " + name);
  }

  record ReasonJson(Optional<String> reason) {}

  /** What was ended. */
  record RetiredJson(String retired) {}

  /** What is asked for; {@code holdout} instead of the plan's. */
  record RunJson(Optional<String> reason, Optional<Duration> holdout) {}
}
