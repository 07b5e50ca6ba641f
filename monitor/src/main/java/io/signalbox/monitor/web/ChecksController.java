package io.signalbox.monitor.web;

import io.signalbox.monitor.Alert;
import io.signalbox.monitor.Check;
import io.signalbox.monitor.Monitor;
import io.signalbox.monitor.MonitorException;
import io.signalbox.monitor.Report;
import jakarta.servlet.http.HttpServletRequest;
import java.util.List;
import java.util.Optional;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/** Checks, what they found, and whom they woke. */
@RestController
@RequestMapping("/api/v1")
class ChecksController {
  private final Monitor monitor;

  ChecksController(Monitor monitor) {
    this.monitor = monitor;
  }

  @GetMapping("/checks")
  List<Check> checks() {
    return monitor.checks();
  }

  /** 404 if there is no such check. */
  @GetMapping("/checks/{name}")
  Check check(@PathVariable String name) {
    return monitor.check(name).orElseThrow(() -> unknown("check", name));
  }

  /** Runs the check now; 404 if there is no such check. */
  @PostMapping("/checks/{name}/runs")
  Report run(
      @PathVariable String name,
      @RequestBody(required = false) Optional<Reason> reason,
      HttpServletRequest request) {
    return monitor.run(name, Author.of(request, reason.flatMap(Reason::reason), "run by hand"));
  }

  /** Ends the check, whose reports stay; 400 without a reason, 404 if there is no such check. */
  @PostMapping("/checks/{name}/retire")
  Retired retire(@PathVariable String name, @RequestBody Reason body, HttpServletRequest request) {
    monitor.retire(name, Author.of(request, body.reason(), ""));
    return new Retired("check " + name);
  }

  /** What was ended. */
  record Retired(String retired) {}

  /** The newest first; 404 if there is no such check, and no report of one that was retired. */
  @GetMapping("/reports")
  List<Report> reports(@RequestParam Optional<String> check) {
    return monitor.reports(check);
  }

  @GetMapping("/reports/{id}")
  Report report(@PathVariable String id) {
    return monitor.report(id).orElseThrow(() -> unknown("report", id));
  }

  @GetMapping("/alerts")
  List<Alert> alerts() {
    return monitor.alerts();
  }

  private static MonitorException.NotFound unknown(String kind, String name) {
    return new MonitorException.NotFound(kind + ": " + name + " (expected: one that exists)");
  }

  /** Why a check is run by hand, or ended. */
  record Reason(Optional<String> reason) {}
}
