package io.signalbox.registry.card;

import static io.signalbox.registry.card.Markdown.inline;

import io.signalbox.registry.Decision;
import io.signalbox.registry.GateResult;
import io.signalbox.registry.VersionComparison;
import io.signalbox.registry.VersionComparison.GateRow;
import io.signalbox.registry.VersionComparison.Heading;
import io.signalbox.registry.VersionComparison.Row;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;

/** Versions side by side for people, with what was decided. */
public final class ComparisonPage {
  private ComparisonPage() {}

  /** CommonMark with GitHub's tables: as things stand, nothing decided. */
  public static String of(VersionComparison sides) {
    return page(sides, new Markdown().heading(1, title(sides)));
  }

  /** The same below a decision and its rationale. */
  public static String of(
      VersionComparison sides, Decision decision, Optional<Map<String, Object>> evidence) {
    Markdown page = new Markdown().heading(1, title(sides));
    page.paragraph("**Version %d %s.** Decided by %s at %s, because:"
        .formatted(
            decision.version(),
            CardPage.words(decision),
            inline(decision.author()),
            decision.at()));
    page.quote(decision.reason());
    evidence.ifPresent(found -> page.paragraph("It rests on comparison %s, whose verdict was: %s."
        .formatted(inline(text(found, "id")), inline(text(found, "verdict")))));
    return page(sides, page);
  }

  private static String text(Map<String, Object> object, String field) {
    return String.valueOf(object.getOrDefault(field, "unsaid"));
  }

  private static String title(VersionComparison sides) {
    String others =
        sides.against().stream().map(String::valueOf).collect(Collectors.joining(" and "));
    return "%s: version %d beside %s"
        .formatted(inline(sides.model().value()), sides.candidate(), others);
  }

  private static String page(VersionComparison sides, Markdown page) {
    page.paragraph(gates(sides));
    page.table(header("", sides), headings(sides));
    section(
        page, "Gates of " + CardPage.name(sides.stage()), header("gate", sides), gateRows(sides));
    section(page, "Metrics", metricHeader(sides), metricRows(sides));
    section(page, "Parameters", header("name", sides), rows(sides, sides.params()));
    section(page, "Data", header("", sides), rows(sides, sides.data()));
    section(page, "Inputs", header("name", sides), rows(sides, sides.inputs()));
    section(page, "Outputs", header("name", sides), rows(sides, sides.outputs()));
    return page.toString();
  }

  /** In one sentence. */
  private static String gates(VersionComparison sides) {
    String stage = CardPage.name(sides.stage());
    if (sides.gates().isEmpty()) {
      return "No gate guards %s.".formatted(stage);
    }
    long failed = sides.gates().stream()
        .filter(row -> of(row, sides.candidate()).verdict() == GateResult.Verdict.FAILED)
        .count();
    return "Of %d gates of %s, %d %s version %d out."
        .formatted(
            sides.gates().size(), stage, failed, failed == 1 ? "keeps" : "keep", sides.candidate());
  }

  private static GateResult of(GateRow row, int version) {
    return Optional.ofNullable(row.results().get(version)).orElseThrow();
  }

  private static void section(
      Markdown page, String title, List<String> header, List<List<String>> rows) {
    if (!rows.isEmpty()) {
      page.heading(2, title).table(header, rows);
    }
  }

  private static List<String> header(String first, VersionComparison sides) {
    List<String> header = new ArrayList<>(List.of(first));
    for (Heading heading : sides.versions()) {
      String candidate = heading.version() == sides.candidate() ? " (candidate)" : "";
      header.add("version " + heading.version() + candidate);
    }
    return header;
  }

  private static List<List<String>> headings(VersionComparison sides) {
    return List.of(
        line("stage", sides, heading -> CardPage.name(heading.stage())),
        line("registered", sides, heading -> heading.registeredAt().toString()),
        line("by", sides, heading -> inline(heading.registeredBy())),
        line("run", sides, heading -> heading.runId().orElse("")),
        line("description", sides, heading -> inline(heading.description())));
  }

  private static List<String> line(
      String name, VersionComparison sides, Function<Heading, String> cell) {
    List<String> cells = new ArrayList<>(List.of(name));
    sides.versions().forEach(heading -> cells.add(cell.apply(heading)));
    return cells;
  }

  private static List<List<String>> gateRows(VersionComparison sides) {
    List<List<String>> rows = new ArrayList<>();
    for (GateRow row : sides.gates()) {
      List<String> cells =
          new ArrayList<>(List.of(inline(of(row, sides.candidate()).expected())));
      for (Heading heading : sides.versions()) {
        GateResult result = of(row, heading.version());
        cells.add(CardPage.verdict(result) + ": " + inline(result.found()));
      }
      rows.add(cells);
    }
    return rows;
  }

  private static List<List<String>> rows(VersionComparison sides, List<Row<String>> all) {
    List<List<String>> rows = new ArrayList<>();
    for (Row<String> row : all) {
      rows.add(line(
          inline(row.name()),
          sides,
          heading -> inline(row.values().getOrDefault(heading.version(), ""))));
    }
    return rows;
  }

  /** Between two versions there is one difference. */
  private static boolean isPair(VersionComparison sides) {
    return sides.versions().size() == 2;
  }

  private static List<String> metricHeader(VersionComparison sides) {
    List<String> header = header("name", sides);
    if (isPair(sides)) {
      header.add("difference");
    }
    return header;
  }

  private static List<List<String>> metricRows(VersionComparison sides) {
    List<List<String>> rows = new ArrayList<>();
    for (Row<Double> row : sides.metrics()) {
      List<String> cells = line(
          inline(row.name()),
          sides,
          heading -> Optional.ofNullable(row.values().get(heading.version()))
              .map(Markdown::number)
              .orElse(""));
      if (isPair(sides)) {
        cells.add(difference(row, sides));
      }
      rows.add(cells);
    }
    return rows;
  }

  /** The candidate's less the other's. */
  private static String difference(Row<Double> row, VersionComparison sides) {
    Double candidate = row.values().get(sides.candidate());
    Double other = row.values().get(sides.against().getFirst());
    return candidate == null || other == null ? "" : Markdown.number(candidate - other);
  }
}
