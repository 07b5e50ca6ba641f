package io.signalbox.monitor;

import io.signalbox.registry.Attribution;
import io.signalbox.router.EndpointName;
import java.util.List;
import java.util.Optional;

/** Compares arms, finds drift, scores performance, alerts. */
public interface Monitor {

  /**
   * Creates or changes a check; returns whether anything changed.
   *
   * @throws MonitorException if its endpoint is unknown
   */
  boolean apply(CheckDefinition definition, Attribution why);

  /**
   * Ends a check: it runs no more. Its reports and alerts stay, and go on under its name should it be applied again.
   *
   * @throws MonitorException if there is no such check
   */
  void retire(String check, Attribution why);

  /** All checks by name. */
  List<Check> checks();

  Optional<Check> check(String name);

  /**
   * Runs a check now, by the injected clock, and stores its report. An alarm is stored as an alert in the same
   * transaction, and told to people after it.
   *
   * @throws MonitorException if there is no such check
   */
  Report run(String check, Attribution why);

  /**
   * The newest reports first, at most 1,000; without a check those of all.
   *
   * @throws MonitorException if there is no such check, and no report of one that was retired
   */
  List<Report> reports(Optional<String> check);

  Optional<Report> report(String id);

  /** The newest alerts first, at most 1,000. */
  List<Alert> alerts();

  /**
   * Compares two versions of an endpoint and stores the result.
   *
   * @throws MonitorException if the endpoint or a version is unknown, or a parameter is out of range
   */
  Comparison compare(ComparisonRequest request, Attribution why);

  Optional<Comparison> comparison(String id);

  /**
   * How each version did on what it answered, by period and version.
   *
   * @throws MonitorException if the endpoint is unknown
   */
  List<PerformanceRow> performance(EndpointName endpoint, PerformanceRow.Period by);
}
