package io.signalbox.registry.card;

import io.signalbox.registry.Cards.Sides;
import io.signalbox.registry.Gate;
import io.signalbox.registry.GateResult;
import io.signalbox.registry.Lineage;
import io.signalbox.registry.ModelCard;
import io.signalbox.registry.VersionComparison;
import io.signalbox.registry.VersionComparison.GateRow;
import io.signalbox.registry.VersionComparison.Heading;
import io.signalbox.registry.VersionComparison.Row;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.TreeSet;
import java.util.function.Function;

/** Puts cards of versions side by side. */
final class SideBySide {
  private SideBySide() {}

  /** The cards are those of the sides' versions, in their order. */
  static VersionComparison of(Sides sides, List<ModelCard> cards) {
    SequencedMap<Integer, ModelCard> byVersion = new LinkedHashMap<>();
    cards.forEach(card -> byVersion.put(card.lineage().version(), card));
    ModelCard candidate = cards.get(sides.versions().indexOf(sides.candidate()));
    return new VersionComparison(
        sides.model(),
        sides.candidate(),
        sides.stage(),
        candidate.passes(),
        cards.stream().map(SideBySide::heading).toList(),
        rows(byVersion, ModelCard::metrics),
        rows(byVersion, card -> card.lineage().parameters()),
        rows(byVersion, card -> signature(card).inputs()),
        rows(byVersion, card -> signature(card).outputs()),
        rows(byVersion, SideBySide::data),
        gates(byVersion));
  }

  private static Heading heading(ModelCard card) {
    Lineage lineage = card.lineage();
    return new Heading(
        lineage.version(),
        lineage.stage(),
        card.description(),
        lineage.registeredAt(),
        lineage.registeredBy(),
        lineage.run().map(Lineage.Run::id));
  }

  private static ModelCard.Signature signature(ModelCard card) {
    return card.signature().orElse(new ModelCard.Signature(Map.of(), Map.of()));
  }

  /** What is said of where the version comes from, by a name for people. */
  static SequencedMap<String, String> data(ModelCard card) {
    Lineage lineage = card.lineage();
    SequencedMap<String, String> data = new LinkedHashMap<>();
    lineage.trainingSet().ifPresent(hash -> data.put("training set", hash));
    lineage.featureService().ifPresent(service -> data.put("feature service", service));
    lineage.code().version().ifPresent(version -> data.put("code", version));
    for (Lineage.Dataset dataset : lineage.datasets()) {
      String context = dataset.context().map(name -> " (" + name + ")").orElse("");
      data.put("dataset " + dataset.name() + context, dataset.digest());
    }
    return data;
  }

  /** By name; what a version does not have is absent from its row. */
  private static <V> List<Row<V>> rows(
      SequencedMap<Integer, ModelCard> cards, Function<ModelCard, Map<String, V>> of) {
    TreeSet<String> names = new TreeSet<>();
    cards.values().forEach(card -> names.addAll(of.apply(card).keySet()));
    List<Row<V>> rows = new ArrayList<>();
    for (String name : names) {
      Map<Integer, V> values = new LinkedHashMap<>();
      cards.forEach((version, card) -> Optional.ofNullable(of.apply(card).get(name))
          .ifPresent(value -> values.put(version, value)));
      boolean same = values.size() == cards.size() && new HashSet<>(values.values()).size() == 1;
      rows.add(new Row<>(name, values, !same));
    }
    return rows;
  }

  /** In the order of the gates in force, which is the same for every version. */
  private static List<GateRow> gates(SequencedMap<Integer, ModelCard> cards) {
    List<GateRow> rows = new ArrayList<>();
    List<GateResult> first = cards.firstEntry().getValue().gates();
    for (int place = 0; place < first.size(); place++) {
      Gate gate = first.get(place).gate();
      Map<Integer, GateResult> results = new LinkedHashMap<>();
      for (Map.Entry<Integer, ModelCard> card : cards.entrySet()) {
        results.put(card.getKey(), card.getValue().gates().get(place));
      }
      rows.add(new GateRow(gate, results));
    }
    return rows;
  }
}
