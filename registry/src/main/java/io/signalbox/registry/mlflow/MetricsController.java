package io.signalbox.registry.mlflow;

import io.signalbox.registry.search.PageRequest;
import io.signalbox.registry.tracking.Runs;
import io.signalbox.registry.tracking.StepRange;
import jakarta.servlet.http.HttpServletRequest;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;
import tools.jackson.databind.node.ObjectNode;

/** What was logged of a metric: of one run, of several, and a sample of several for a plot. */
@RestController
@RequestMapping({"/api/2.0/mlflow/metrics", "/ajax-api/2.0/mlflow/metrics"})
class MetricsController {
  private static final int MOST_POINTS = 25_000;
  private static final int MOST_RUNS = 100;
  private static final int MOST_SAMPLES_OF_RUN = 2_500;

  private final Runs runs;

  MetricsController(Runs runs) {
    this.runs = runs;
  }

  /** In pages only where fewer points than most are asked for: the Java client, which asks for most, fails on a token. */
  @GetMapping("get-history")
  ObjectNode history(Call call) {
    String run = call.runId();
    String key = call.required("metric_key");
    PageRequest asked = call.page(MOST_POINTS, Integer.MAX_VALUE);
    PageRequest page =
        asked.size() < MOST_POINTS ? asked : new PageRequest(asked.offset(), Integer.MAX_VALUE);
    return Json.page("metrics", runs.history(run, key, page), Json::metric);
  }

  /** Its list is there also when it is empty. */
  @GetMapping("get-history-bulk")
  ObjectNode histories(Call call, HttpServletRequest request) {
    String[] ids = request.getParameterValues("run_id");
    if (ids == null) {
      throw MlflowException.invalid(
          "GetMetricHistoryBulk request must specify at least one run_id.");
    }
    if (ids.length > MOST_RUNS) {
      throw MlflowException.invalid("GetMetricHistoryBulk request cannot specify more than "
          + MOST_RUNS + " run_ids. Received " + ids.length + " run_ids.");
    }
    if (!call.fields().has("metric_key")) {
      throw MlflowException.invalid("GetMetricHistoryBulk request must specify a metric_key.");
    }
    long most = Math.clamp(call.fields().number("max_results").orElse(MOST_POINTS), 0, MOST_POINTS);
    ObjectNode answer = Json.list(
        "metrics", runs.histories(List.of(ids), call.text("metric_key"), (int) most), Json::ofRun);
    answer.withArray("metrics");
    return answer;
  }

  @GetMapping("get-history-bulk-interval")
  ObjectNode samples(Call call) {
    List<String> ids = call.fields().texts("run_ids");
    if (ids.isEmpty()) {
      throw MlflowException.missing("run_ids");
    }
    if (ids.size() > MOST_RUNS) {
      throw MlflowException.outOfRange("GetMetricHistoryBulkInterval request must specify at most "
          + MOST_RUNS + " run_ids. Received " + ids.size() + " run_ids.");
    }
    String key = call.required("metric_key");
    Optional<StepRange> steps = steps(call.fields());
    long most = call.fields().number("max_results").orElse(MOST_SAMPLES_OF_RUN);
    if (most < 1 || most > MOST_SAMPLES_OF_RUN) {
      throw MlflowException.outOfRange(
          "max_results must be between 1 and " + MOST_SAMPLES_OF_RUN + ".");
    }
    return Json.list("metrics", runs.samples(ids, key, steps, (int) most), Json::ofRun);
  }

  private static Optional<StepRange> steps(Fields fields) {
    OptionalLong first = fields.number("start_step");
    OptionalLong last = fields.number("end_step");
    if (first.isPresent() != last.isPresent()) {
      throw MlflowException.invalid(
          "If either start step or end step are specified, both must be specified.");
    }
    if (first.isEmpty()) {
      return Optional.empty();
    }
    if (first.getAsLong() > last.getAsLong()) {
      throw MlflowException.invalid("end_step must be greater than start_step. Found start_step="
          + first.getAsLong() + " and end_step=" + last.getAsLong() + ".");
    }
    return Optional.of(new StepRange(first.getAsLong(), last.getAsLong()));
  }
}
