package io.signalbox.registry.card;

import static io.signalbox.registry.card.Markdown.inline;

import io.signalbox.registry.Change;
import io.signalbox.registry.Decision;
import io.signalbox.registry.Deployment;
import io.signalbox.registry.GateResult;
import io.signalbox.registry.Lineage;
import io.signalbox.registry.ModelCard;
import io.signalbox.registry.Stage;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/** A model card for people. */
public final class CardPage {
  private CardPage() {}

  /** CommonMark with GitHub's tables. */
  public static String of(ModelCard card) {
    Lineage lineage = card.lineage();
    Markdown page = new Markdown();
    page.heading(1, inline(lineage.model().value()) + ", version " + lineage.version());
    page.quote(card.description());
    page.table(List.of("", ""), facts(card));
    section(page, "Data", List.of("", ""), texts(SideBySide.data(card)));
    section(
        page, "Parameters", List.of("name", "value"), texts(new TreeMap<>(lineage.parameters())));
    List<List<String>> metrics = new ArrayList<>();
    new TreeMap<>(card.metrics())
        .forEach((name, value) -> metrics.add(List.of(inline(name), Markdown.number(value))));
    section(page, "Metrics", List.of("name", "value"), metrics);
    card.signature().ifPresent(signature -> {
      section(page, "Inputs", List.of("name", "type"), texts(signature.inputs()));
      section(page, "Outputs", List.of("name", "type"), texts(signature.outputs()));
    });
    section(
        page,
        "Gates of " + name(card.stage()),
        List.of("verdict", "expected", "found", "from"),
        card.gates().stream().map(CardPage::gate).toList());
    section(
        page,
        "Approvals",
        List.of("stage", "by", "at", "reason"),
        card.approvals().stream()
            .map(each -> List.of(
                name(each.stage()),
                inline(each.author()),
                each.at().toString(),
                inline(each.reason())))
            .toList());
    section(
        page,
        "Where it serves",
        List.of("endpoint", "as", "since", "until", "first prediction"),
        lineage.deployments().stream().map(CardPage::deployment).toList());
    section(
        page,
        "Decisions",
        List.of("no.", "verdict", "against", "by", "at", "reason"),
        card.decisions().stream().map(CardPage::decision).toList());
    section(
        page,
        "Moves",
        List.of("what", "by", "at", "reason"),
        card.moves().stream().map(CardPage::move).toList());
    return page.toString();
  }

  private static void section(
      Markdown page, String title, List<String> header, List<List<String>> rows) {
    if (!rows.isEmpty()) {
      page.heading(2, title).table(header, rows);
    }
  }

  private static List<List<String>> facts(ModelCard card) {
    Lineage lineage = card.lineage();
    List<List<String>> facts = new ArrayList<>();
    facts.add(List.of("stage", name(lineage.stage())));
    facts.add(
        List.of("registered", lineage.registeredAt() + " by " + inline(lineage.registeredBy())));
    if (!card.aliases().isEmpty()) {
      facts.add(List.of("aliases", inline(String.join(", ", card.aliases()))));
    }
    facts.add(List.of("files", inline(lineage.source())));
    lineage
        .run()
        .ifPresent(run -> facts.add(
            List.of("run", inline(run.name()) + " (" + run.id() + ", " + run.status() + ")")));
    new TreeMap<>(card.tags())
        .forEach((key, value) -> facts.add(List.of(inline(key), inline(value))));
    return facts;
  }

  private static List<List<String>> texts(Map<String, String> texts) {
    List<List<String>> rows = new ArrayList<>();
    texts.forEach((name, value) -> rows.add(List.of(inline(name), inline(value))));
    return rows;
  }

  static List<String> gate(GateResult result) {
    return List.of(
        verdict(result),
        inline(result.expected()),
        inline(result.found()),
        inline(result.source()));
  }

  static String verdict(GateResult result) {
    return result.verdict().name().toLowerCase(Locale.ROOT).replace('_', ' ');
  }

  static String name(Stage stage) {
    return stage.name().charAt(0) + stage.name().substring(1).toLowerCase(Locale.ROOT);
  }

  private static List<String> deployment(Deployment each) {
    return List.of(
        inline(each.endpoint()),
        each.shadow() ? "shadow" : Markdown.number(each.share() / 100.0) + " %",
        each.since().toString(),
        each.until().map(Object::toString).orElse("now"),
        each.firstPrediction().map(Object::toString).orElse(""));
  }

  private static List<String> decision(Decision each) {
    return List.of(
        Long.toString(each.id()),
        words(each),
        each.against().toString().replaceAll("[\\[\\]]", ""),
        inline(each.author()),
        each.at().toString(),
        inline(each.reason()));
  }

  static String words(Decision decision) {
    String stage = name(decision.stage());
    return switch (decision.verdict()) {
      case ENTER -> "may enter " + stage;
      case WAIT -> "waits before " + stage;
      case REJECT -> "stays out of " + stage;
    };
  }

  /** A stage that was refused has {@code to} like one that was entered. */
  private static List<String> move(Change change) {
    String to = String.valueOf(change.detail().getOrDefault("to", ""));
    return List.of(
        inline(change.action() + ": " + to),
        inline(change.author()),
        change.at().toString(),
        inline(change.reason()));
  }
}
