package io.signalbox.trainer.web;

import io.signalbox.trainer.Trainer;
import io.signalbox.trainer.TrainerException;
import io.signalbox.trainer.TrainingRun;
import java.util.List;
import java.util.Optional;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/** Runs and what became of them. */
@RestController
@RequestMapping("/api/v1/training-runs")
class TrainingRunsController {
  private final Trainer trainer;

  TrainingRunsController(Trainer trainer) {
    this.trainer = trainer;
  }

  /** The newest first; of one plan, or of all. */
  @GetMapping
  List<TrainingRun> list(@RequestParam Optional<String> plan) {
    return trainer.runs(plan);
  }

  @GetMapping("/{id}")
  TrainingRun get(@PathVariable long id) {
    return trainer.run(id).orElseThrow(() -> new TrainerException.NotFound("training run", id));
  }
}
