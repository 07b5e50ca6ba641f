package io.signalbox.demo;

import java.io.PrintStream;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import tools.jackson.databind.JsonNode;

/** What the server has to say about the year, asked for through its public interface. */
final class YearReport {
  private static final int DATE = 10;

  private final Api api;
  private final PrintStream out;
  private final Instant end;

  private record Line(String at, String text) {}

  /** @param end after the last moment that was played */
  YearReport(Api api, PrintStream out, Instant end) {
    this.api = api;
    this.out = out;
    this.end = end;
  }

  void print() {
    performance();
    changes();
    decisions();
    alarms();
    quarantine();
    consistency();
  }

  private void section(String title, List<String> lines) {
    out.print(words(title, lines));
  }

  /** A title with what there is under it; that there is nothing is said too, as it is no fault. */
  static String words(String title, List<String> lines) {
    String body = lines.isEmpty() ? "none" : String.join("\n  ", lines);
    return "\n%s\n\n  %s\n".formatted(title, body);
  }

  private void performance() {
    out.printf("%nBy month and version (UTC; what each version answered)%n%n");
    out.println("  month    version  predictions  outcomes  log loss   Brier  accuracy    late");
    for (JsonNode row :
        api.get("/api/v1/endpoints/" + Service.ENDPOINT + "/performance?by=month")) {
      out.printf(
          Locale.ROOT,
          "  %s  %7d  %,11d  %,8d  %8s  %6s  %8s  %6s%n",
          row.path("from").asString().substring(0, 7),
          row.path("version").asInt(),
          row.path("predictions").asLong(),
          row.path("outcomes").asLong(),
          number(row.path("log_loss")),
          number(row.path("brier")),
          number(row.path("accuracy")),
          number(row.path("positive_share")));
    }
  }

  private static String number(JsonNode value) {
    return value.isNumber() ? String.format(Locale.ROOT, "%.3f", value.asDouble()) : "-";
  }

  /** Stages and routing tables, oldest first, each with its reason. */
  private void changes() {
    List<Line> lines = new ArrayList<>();
    for (JsonNode table :
        api.get("/api/v1/endpoints/" + Service.ENDPOINT + "/tables").path("tables")) {
      lines.add(new Line(table.path("at").asString(), table(table)));
    }
    for (JsonNode change : api.get("/api/v1/models/" + Service.MODEL + "/history")) {
      String action = change.path("action").asString();
      if (action.startsWith("stage") || action.equals("rollback")) {
        lines.add(new Line(change.path("at").asString(), stage(change)));
      }
    }
    section(
        "Promotions, steps and rollbacks, with the evidence they rest on",
        lines.reversed().stream() // the oldest first, also of one moment
            .sorted(Comparator.comparing(Line::at))
            .map(line -> line.at().substring(0, DATE) + "  " + line.text())
            .toList());
  }

  /** A move, or a move that a gate refused, with what the gate expected and found. */
  private static String stage(JsonNode change) {
    JsonNode detail = change.path("detail");
    String move = "version %d: %s to %s"
        .formatted(
            change.path("version").asInt(),
            detail.path("from").asString(),
            detail.path("to").asString());
    String action = change.path("action").asString();
    if (!action.equals("stage refused")) {
      String evidence = detail.path("evidence").isObject()
          ? "  [comparison " + detail.path("evidence").path("id").asString() + "]"
          : "";
      String back = action.equals("rollback") ? " by a rollback" : "";
      return move + back + ": " + change.path("reason").asString() + evidence;
    }
    var failed = new ArrayList<String>();
    for (JsonNode gate : detail.path("gates")) {
      if (gate.path("verdict").asString().equals("failed")) {
        failed.add("%s (found: %s)"
            .formatted(gate.path("expected").asString(), gate.path("found").asString()));
      }
    }
    return move + " refused: " + String.join(", ", failed);
  }

  /** What was decided about each version, and where the versions stand side by side. */
  private void decisions() {
    List<String> lines = new ArrayList<>();
    String model = "/api/v1/models/" + Service.MODEL;
    for (JsonNode version : api.get(model).path("versions")) {
      String path = model + "/versions/" + version.path("version").asInt() + "/decisions";
      for (JsonNode decision : api.get(path).path("decisions")) {
        JsonNode recorded = api.get(path + "/" + decision.path("id").asLong()).path("comparison");
        lines.add("%s  version %d beside %s: %s, %s: %s"
            .formatted(
                decision.path("at").asString().substring(0, DATE),
                version.path("version").asInt(),
                decision.path("against").path(0).asString(),
                decision.path("verdict").asString(),
                recorded.path("passes").asBoolean() ? "its gates pass" : "a gate keeps it out",
                decision.path("reason").asString()));
      }
    }
    section("Decisions, each stored with its versions side by side", lines);
  }

  private static String table(JsonNode table) {
    var shares = new java.util.TreeMap<Integer, Integer>();
    for (JsonNode range : table.path("ranges")) {
      shares.merge(
          range.path("model_version").asInt(),
          range.path("until").asInt() - range.path("from").asInt(),
          Integer::sum);
    }
    var words = new ArrayList<String>();
    shares.forEach((version, slots) -> words.add(version + ": " + slots / 100 + " %"));
    String restores = table.path("restores").isNumber()
        ? ", restores table " + table.path("restores").asInt()
        : "";
    String evidence = table.path("evidence").isString()
        ? "  [comparison " + table.path("evidence").asString() + "]"
        : "";
    return "table %d (%s%s): %s%s"
        .formatted(
            table.path("version").asInt(),
            String.join(", ", words),
            restores,
            table.path("why").path("reason").asString(),
            evidence);
  }

  private void alarms() {
    JsonNode alerts = api.get("/api/v1/alerts");
    List<String> lines = new ArrayList<>();
    for (int i = alerts.size() - 1; i >= 0; i--) {
      JsonNode alert = alerts.get(i);
      lines.add(alert.path("at").asString().substring(0, DATE) + "  "
          + alert.path("text").asString().lines().findFirst().orElse(""));
    }
    section("Alarms (%d)".formatted(alerts.size()), lines);
  }

  private void quarantine() {
    List<String> lines = new ArrayList<>();
    for (String view : List.of("weather", "planes", "departures", "landings")) {
      for (JsonNode row : api.get("/api/v1/features/views/" + view + "/quarantine")) {
        lines.add("%s: %s %s breaks the rule %s"
            .formatted(
                view,
                row.path("column").asString(),
                row.path("value").asString(),
                row.path("rule").asString()));
      }
    }
    section("Quarantined", lines);
  }

  /** Every feature of every prediction, as it was logged when it was answered, held against the join of a training set. */
  private void consistency() {
    JsonNode audit = api.get("/api/v1/endpoints/" + Service.ENDPOINT + "/consistency?from="
        + Story.START + "&until=" + end);
    long found = 0;
    for (String kind : List.of("mismatches", "missing", "extra")) {
      found += audit.path(kind).asLong();
    }
    out.printf(
        Locale.ROOT,
        "%nFeatures as they were answered, held against the as-of join: %,d predictions, %,d values, "
            + "%,d mismatches, %,d missing, %,d extra%n",
        audit.path("predictions").asLong(),
        found + audit.path("matches").asLong(),
        audit.path("mismatches").asLong(),
        audit.path("missing").asLong(),
        audit.path("extra").asLong());
    for (JsonNode left : audit.path("unaudited")) {
      out.printf(
          Locale.ROOT,
          "  %,d predictions were not held against anything: %s%n",
          left.path("predictions").asLong(),
          left.path("reason").asString());
    }
  }
}
