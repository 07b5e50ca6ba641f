package io.signalbox.monitor;

import io.signalbox.registry.Attribution;
import io.signalbox.registry.ModelVersion;
import io.signalbox.router.EndpointName;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.springframework.stereotype.Service;
import tools.jackson.databind.json.JsonMapper;

/** Computes outside of transactions; {@link Recorder} stores what came of it inside one. */
@Service
class MonitorService implements Monitor {
  private final CheckRegister register;
  private final Reports reports;
  private final Alerts alerts;
  private final Comparisons comparisons;
  private final Recorder recorder;
  private final Analysis analysis;
  private final JsonMapper json;
  private final Clock clock;

  MonitorService(
      CheckRegister register,
      Reports reports,
      Alerts alerts,
      Comparisons comparisons,
      Recorder recorder,
      Analysis analysis,
      JsonMapper json,
      Clock clock) {
    this.register = register;
    this.reports = reports;
    this.alerts = alerts;
    this.comparisons = comparisons;
    this.recorder = recorder;
    this.analysis = analysis;
    this.json = json;
    this.clock = clock;
  }

  @Override
  public boolean apply(CheckDefinition definition, Attribution why) {
    return register.apply(definition, why);
  }

  @Override
  public void retire(String check, Attribution why) {
    register.retire(check, why);
  }

  @Override
  public List<Check> checks() {
    return register.all().stream().map(this::status).toList();
  }

  @Override
  public Optional<Check> check(String name) {
    return register.find(name).map(this::status);
  }

  @Override
  public Report run(String check, Attribution why) {
    CheckDefinition definition = register.require(check);
    Instant at = clock.instant();
    Checker.Result result = analysis.checker().check(definition, at);
    Report report = report(definition, at, result);
    recorder.report(definition, report, result, why);
    return report;
  }

  @Override
  public List<Report> reports(Optional<String> check) {
    if (check.isEmpty()) {
      return reports.newest();
    }
    if (register.find(check.get()).isPresent()) {
      return reports.newestOf(check.get());
    }
    List<Report> left = Checked.isName(check.get()) ? reports.newestOf(check.get()) : List.of();
    if (left.isEmpty()) {
      register.require(check.get());
    }
    return left;
  }

  @Override
  public Optional<Report> report(String id) {
    return Ids.parse(id).flatMap(reports::find);
  }

  @Override
  public List<Alert> alerts() {
    return alerts.newest();
  }

  @Override
  public Comparison compare(ComparisonRequest request, Attribution why) {
    Instant at = clock.instant();
    Comparison comparison = analysis.comparer().compare(Ids.at(at), request, at);
    recorder.comparison(comparison, why);
    return comparison;
  }

  @Override
  public Optional<Comparison> comparison(String id) {
    return comparisons.find(id).map(text -> json.readValue(text, Comparison.class));
  }

  @Override
  public List<PerformanceRow> performance(EndpointName endpoint, PerformanceRow.Period by) {
    register.requireEndpoint(endpoint);
    return analysis.scoreboard().performance(endpoint, by);
  }

  private Check status(CheckDefinition definition) {
    return new Check(
        definition,
        CronSchedule.nextAfter(definition, clock.instant()),
        reports.latestOf(definition.name()));
  }

  private static Report report(CheckDefinition check, Instant at, Checker.Result result) {
    return new Report(
        Ids.at(at),
        check.name(),
        check.type(),
        check.endpoint(),
        result.version().map(ModelVersion::number),
        at,
        result.window().from(),
        result.window().until(),
        result.rows(),
        result.baseline(),
        result.status(),
        result.summary(),
        result.findings());
  }
}
