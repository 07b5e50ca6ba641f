package io.signalbox.registry.card;

import io.signalbox.registry.Access;
import io.signalbox.registry.Approvals;
import io.signalbox.registry.Attribution;
import io.signalbox.registry.Cards;
import io.signalbox.registry.Change;
import io.signalbox.registry.Decision;
import io.signalbox.registry.DecisionChanges;
import io.signalbox.registry.HistoryFilter;
import io.signalbox.registry.Lineages;
import io.signalbox.registry.ModelCard;
import io.signalbox.registry.ModelVersion;
import io.signalbox.registry.Models;
import io.signalbox.registry.RegisteredVersion;
import io.signalbox.registry.Registry;
import io.signalbox.registry.RegistryException;
import io.signalbox.registry.Role;
import io.signalbox.registry.Stage;
import io.signalbox.registry.Tracking;
import io.signalbox.registry.VersionComparison;
import io.signalbox.registry.VersionDetails;
import io.signalbox.registry.gate.ModelSignature;
import io.signalbox.registry.gate.Signatures;
import java.time.Clock;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Transactional;

@Service
@Transactional
class CardService implements Cards {
  private static final Set<String> MOVES = Set.of("stage", "stage refused", "rollback");

  private final Models models;
  private final Registry registry;
  private final Lineages lineages;
  private final Approvals approvals;
  private final Tracking tracking;
  private final Signatures signatures;
  private final DecisionRows rows;
  private final DecisionChanges changes;
  private final Clock clock;

  CardService(
      Models models,
      Registry registry,
      Lineages lineages,
      Approvals approvals,
      Tracking tracking,
      Signatures signatures,
      DecisionRows rows,
      DecisionChanges changes,
      Clock clock) {
    this.models = models;
    this.registry = registry;
    this.lineages = lineages;
    this.approvals = approvals;
    this.tracking = tracking;
    this.signatures = signatures;
    this.rows = rows;
    this.changes = changes;
    this.clock = clock;
  }

  @Override
  @Transactional(readOnly = true)
  public ModelCard card(ModelVersion id, Stage stage) {
    VersionDetails details = models.version(id);
    RegisteredVersion version = details.version();
    return new ModelCard(
        lineages.of(id),
        details.description(),
        details.aliases(),
        version.tags(),
        version.runId().flatMap(tracking::run).map(Tracking.Run::metrics).orElse(Map.of()),
        signatures.of(version).map(CardService::signature),
        stage,
        registry.evaluate(id, stage),
        approvals.of(id),
        rows.of(changes.id(id.model()), id),
        moves(id));
  }

  private List<Change> moves(ModelVersion id) {
    HistoryFilter all = HistoryFilter.ALL;
    HistoryFilter ofVersion = new HistoryFilter(
        Optional.of(id.number()), all.author(), all.from(), all.until(), all.before(), all.limit());
    return registry.history(id.model(), ofVersion).stream()
        .filter(change -> MOVES.contains(change.action()))
        .toList();
  }

  private static ModelCard.Signature signature(ModelSignature read) {
    return new ModelCard.Signature(types(read.inputs()), types(read.outputs()));
  }

  private static Map<String, String> types(Map<String, ModelSignature.Input> columns) {
    Map<String, String> types = new LinkedHashMap<>();
    columns.forEach((name, column) ->
        types.put(name, column.type() + (column.required() ? "" : " (optional)")));
    return types;
  }

  @Override
  @Transactional(readOnly = true)
  public VersionComparison compare(Sides sides) {
    List<ModelCard> cards = sides.versions().stream()
        .map(number -> card(new ModelVersion(sides.model(), number), sides.stage()))
        .toList();
    return SideBySide.of(sides, cards);
  }

  @Override
  public Decision.Recorded decide(
      Sides sides, Decision.Verdict verdict, Optional<String> evidence, Attribution why) {
    Access.require(Role.APPROVER, sides.model());
    VersionComparison comparison = compare(sides);
    Optional<Map<String, Object>> found = evidence.map(id -> changes.evidence(sides.model(), id));
    Decision decision = new Decision(
        rows.nextId(),
        sides.model(),
        sides.candidate(),
        sides.stage(),
        verdict,
        comparison.against(),
        why.author(),
        why.reason(),
        clock.instant());
    String markdown = ComparisonPage.of(comparison, decision, found);
    rows.append(changes.id(sides.model()), decision, found, comparison, markdown);
    changes.decided(decision, evidence, why);
    return new Decision.Recorded(
        decision, found, DecisionRows.object(DecisionRows.json(comparison)), markdown);
  }

  @Override
  @Transactional(readOnly = true)
  public List<Decision> decisions(ModelVersion version) {
    models.version(version); // refuses what is not there
    return rows.of(changes.id(version.model()), version);
  }

  @Override
  @Transactional(readOnly = true)
  public Decision.Recorded decision(ModelVersion version, long id) {
    return rows.find(changes.id(version.model()), version, id)
        .orElseThrow(() -> new RegistryException.NotFound(
            "decision: %d (expected: one about version %s)".formatted(id, version)));
  }
}
