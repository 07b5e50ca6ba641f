package io.signalbox.monitor.web;

import io.signalbox.monitor.Comparison;
import io.signalbox.monitor.ComparisonRequest;
import io.signalbox.monitor.Monitor;
import io.signalbox.monitor.MonitorException;
import io.signalbox.monitor.PerformanceRow;
import io.signalbox.monitor.PerformanceRow.Period;
import io.signalbox.router.EndpointName;
import jakarta.servlet.http.HttpServletRequest;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/** Versions side by side, and how each did. */
@RestController
@RequestMapping("/api/v1")
class ComparisonsController {
  private final Monitor monitor;

  ComparisonsController(Monitor monitor) {
    this.monitor = monitor;
  }

  /** 404 if the endpoint or a version is unknown, 400 if a value is missing or out of range. */
  @PostMapping("/comparisons")
  Comparison compare(@RequestBody Question question, HttpServletRequest request) {
    return monitor.compare(
        question.request(), Author.of(request, question.reason(), "asked for by hand"));
  }

  @GetMapping("/comparisons/{id}")
  Comparison comparison(@PathVariable String id) {
    return monitor
        .comparison(id)
        .orElseThrow(() ->
            new MonitorException.NotFound("comparison: " + id + " (expected: one that exists)"));
  }

  /** 404 if the endpoint is unknown, 400 if the period is. */
  @GetMapping("/endpoints/{name}/performance")
  List<PerformanceRow> performance(
      @PathVariable String name, @RequestParam(defaultValue = "month") String by) {
    Period period = Arrays.stream(Period.values())
        .filter(value -> value.name().toLowerCase(Locale.ROOT).equals(by))
        .findFirst()
        .orElseThrow(
            () -> new MonitorException.Invalid("by: " + by + " (expected: day, week or month)"));
    return monitor.performance(endpoint(name), period);
  }

  private static EndpointName endpoint(String name) {
    try {
      return new EndpointName(name);
    } catch (IllegalArgumentException e) {
      throw new MonitorException.Invalid(String.valueOf(e.getMessage()));
    }
  }

  /** A comparison as it is asked for: what is left out has a default, except the first four. */
  record Question(
      @Nullable EndpointName endpoint,
      @Nullable Integer candidate,
      @Nullable Integer reference,
      @Nullable Instant since,
      Optional<Duration> maturity,
      Optional<Double> alpha,
      Optional<Double> margin,
      Optional<Integer> plannedDays,
      Optional<String> reason) {

    ComparisonRequest request() {
      return new ComparisonRequest(
          present("endpoint", endpoint, "the name of an endpoint"),
          present("candidate", candidate, "a version number"),
          present("reference", reference, "a version number"),
          present("since", since, "a moment, e.g. 2026-04-15T00:00:00Z"),
          maturity,
          alpha,
          margin,
          plannedDays);
    }

    private static <T> T present(String field, @Nullable T value, String expected) {
      if (value == null) {
        throw new MonitorException.Invalid(field + ": missing (expected: " + expected + ")");
      }
      return value;
    }
  }
}
