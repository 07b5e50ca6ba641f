package io.signalbox.features;

import static io.signalbox.features.Refusals.check;

import com.google.common.collect.ImmutableSet;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;
import org.jspecify.annotations.Nullable;

/** A view's contract, ready to be held against values. */
final class ContractCheck {

  private record Rule(
      Optional<Double> min,
      Optional<Double> max,
      ImmutableSet<String> allowed,
      @Nullable Pattern pattern) {
    static Rule of(ColumnContract contract) {
      return new Rule(
          contract.min(),
          contract.max(),
          ImmutableSet.copyOf(contract.allowed()),
          contract.pattern().map(Pattern::compile).orElse(null));
    }
  }

  private final Map<String, List<Rule>> rules = new HashMap<>();

  ContractCheck(FeatureViewDefinition view) {
    for (ColumnContract contract : view.contract()) {
      rules.computeIfAbsent(contract.column(), it -> new ArrayList<>()).add(Rule.of(contract));
    }
  }

  /** The name of the first rule that a value breaks. */
  Optional<String> broken(String column, Object value) {
    for (Rule rule : rules.getOrDefault(column, List.of())) {
      Optional<String> broken = switch (value) {
        case Long number -> broken(rule, number.doubleValue());
        case Double number -> broken(rule, number);
        case String text -> broken(rule, text);
        default -> Optional.empty();
      };
      if (broken.isPresent()) {
        return broken;
      }
    }
    return Optional.empty();
  }

  private static Optional<String> broken(Rule rule, double number) {
    if (rule.min().isPresent() && number < rule.min().get()) {
      return Optional.of("min");
    }
    return rule.max().isPresent() && number > rule.max().get()
        ? Optional.of("max")
        : Optional.empty();
  }

  private static Optional<String> broken(Rule rule, String text) {
    if (!rule.allowed().isEmpty() && !rule.allowed().contains(text)) {
      return Optional.of("allowed");
    }
    Matcher matcher = rule.pattern() == null ? null : rule.pattern().matcher(text);
    return matcher != null && !matcher.matches() ? Optional.of("pattern") : Optional.empty();
  }

  /** Refuses a contract that its view's columns cannot have. Join keys have contracts too. */
  static void validate(FeatureViewDefinition view) {
    for (ColumnContract contract : view.contract()) {
      String place = "view " + view.name() + ": contract of " + contract.column();
      Optional<ValueType> type = view.columns().stream()
          .filter(it -> it.name().equals(contract.column()))
          .map(ColumnDefinition::type)
          .findFirst();
      check(type.isPresent(), "%s (expected: one of the view's columns)", place);
      boolean number = type.get().isNumber();
      boolean bounded = contract.min().isPresent() || contract.max().isPresent();
      check(!bounded || number, "%s: min or max of %s (expected: a number)", place, type.get());
      check(
          contract.min().isEmpty()
              || contract.max().isEmpty()
              || contract.min().get() <= contract.max().get(),
          "%s: min above max (expected: at most max)",
          place);
      boolean textual = !contract.allowed().isEmpty() || contract.pattern().isPresent();
      check(
          !textual || type.get() == ValueType.STRING,
          "%s: allowed or pattern of %s (expected: string)",
          place,
          type.get());
      check(bounded || textual, "%s says nothing (expected: min, max, allowed or pattern)", place);
      contract.pattern().ifPresent(pattern -> compile(pattern, place));
    }
  }

  private static void compile(String pattern, String place) {
    try {
      Pattern.compile(pattern);
    } catch (PatternSyntaxException e) {
      throw new FeaturesException.Invalid(
          "%s: pattern %s (expected: a regular expression; %s at %d)"
              .formatted(place, pattern, e.getDescription(), e.getIndex()));
    }
  }
}
