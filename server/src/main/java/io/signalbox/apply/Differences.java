package io.signalbox.apply;

import io.signalbox.apply.Difference.Change;
import io.signalbox.apply.Difference.Field;
import io.signalbox.registry.Attribution;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.springframework.stereotype.Service;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;
import tools.jackson.databind.json.JsonMapper;

/** Finds out what an apply would change by doing it in a transaction that is never committed: the same checks, the same refusals. */
@Service
class Differences {
  private final Definitions definitions;
  private final Standing standing;
  private final JsonMapper json;
  private final TransactionTemplate transaction;

  Differences(
      Definitions definitions,
      Standing standing,
      JsonMapper json,
      PlatformTransactionManager transactions) {
    this.definitions = definitions;
    this.standing = standing;
    this.json = json;
    this.transaction = new TransactionTemplate(transactions);
  }

  private record Step(Declared declared, Optional<Standing.Stands> before) {}

  /** In the order in which they would be put in force; {@code next} hears of each before it is tried. */
  List<Difference> of(List<Declared> declared, Attribution why, Consumer<Declared> next) {
    return transaction.execute(status -> {
      status.setRollbackOnly();
      var steps = new ArrayList<Step>();
      List<Definitions.Outcome> outcomes = definitions.apply(declared, why, one -> {
        next.accept(one);
        steps.add(new Step(one, standing.of(one)));
      });
      var differences = new ArrayList<Difference>();
      Iterator<Definitions.Outcome> outcome = outcomes.iterator();
      steps.forEach(step -> differences.add(difference(step, outcome.next().changed())));
      return differences;
    });
  }

  private Difference difference(Step step, boolean changed) {
    Declared declared = step.declared();
    Optional<Standing.Stands> after = changed ? standing.of(declared) : step.before();
    List<Field> fields = step.before()
        .filter(it -> changed)
        .map(it -> FieldDifferences.between(
            json.valueToTree(it.definition()), json.valueToTree(declared.definition())))
        .orElse(List.of());
    Change change =
        !changed ? Change.UNCHANGED : step.before().isPresent() ? Change.CHANGED : Change.NEW;
    return new Difference(
        declared.kind(),
        declared.name(),
        change,
        after.flatMap(Standing.Stands::version),
        fields,
        notes(step.before(), after, change == Change.CHANGED && fields.isEmpty()));
  }

  private static List<String> notes(
      Optional<Standing.Stands> before, Optional<Standing.Stands> after, boolean onlyReferences) {
    var notes = new ArrayList<String>();
    if (onlyReferences) {
      notes.add("what it refers to changed");
    }
    Optional<Integer> history = before.flatMap(Standing.Stands::history);
    if (history.isPresent() && !history.equals(after.flatMap(Standing.Stands::history))) {
      notes.add("begins a new history: rows ingested so far are not its own");
    }
    return notes;
  }
}
