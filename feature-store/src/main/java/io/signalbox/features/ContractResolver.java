package io.signalbox.features;

import static io.signalbox.features.Refusals.check;

import io.signalbox.features.ContractRule.Breach;
import io.signalbox.features.expression.Kind;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;
import java.util.stream.Stream;

/** Refuses a contract that its view cannot have. */
final class ContractResolver {

  private static final Pattern NAME = Pattern.compile("[a-z][a-z0-9_]{0,62}");
  private static final int MOST_BATCHES = 1_000;
  private static final Duration LONGEST = Duration.ofDays(36_500);

  private final Catalog catalog;
  private final FeatureViewDefinition view;
  /** Every column that a batch has. */
  private final List<Field> fields;

  ContractResolver(Catalog catalog, FeatureViewDefinition view, EntityDefinition entity) {
    this.catalog = catalog;
    this.view = view;
    Stream<Field> keys =
        entity.joinKeys().stream().map(key -> new Field(key.name(), key.type(), false));
    Stream<Field> times = Stream.of(view.eventTime())
        .filter(time -> !time.equals(FeatureViewDefinition.ALWAYS))
        .map(time -> new Field(time, ValueType.TIMESTAMP, false));
    Stream<Field> known =
        view.knownAt().stream().map(time -> new Field(time, ValueType.TIMESTAMP, false));
    this.fields = Stream.of(
            keys, view.columns().stream().map(ColumnDefinition::field), times, known)
        .flatMap(it -> it)
        .toList();
  }

  void resolve() {
    for (ContractRule rule : view.contract()) {
      String place = "view %s: contract of %s"
          .formatted(view.name(), rule.column().or(rule::name).orElse("rows"));
      long said = Stream.of(
              rule.isOfValues(),
              rule.isOfBatch(),
              rule.rule().isPresent(),
              !rule.unique().isEmpty(),
              rule.knownIn().isPresent())
          .filter(it -> it)
          .count();
      check(
          said == 1,
          "%s says %d things (expected: one of values, uniqueness, a rule, known_in or of the batch)",
          place,
          said);
      checkColumn(rule, place);
      checkOfValues(rule, place);
      rule.unique().forEach(column -> field(column, place));
      checkExpression(rule, place);
      rule.knownIn().ifPresent(other -> checkKnown(other, place));
      checkOfBatch(rule, place);
      check(
          !rule.isOfBatch() || rule.breach() != Breach.REJECT_ROW,
          "%s: reject_row for a rule of the batch (expected: reject_batch or warn)",
          place);
    }
  }

  private Field field(String name, String place) {
    return fields.stream()
        .filter(it -> it.name().equals(name))
        .findFirst()
        .orElseThrow(() -> new FeaturesException.Invalid(
            "%s: column %s (expected: one of the view's columns)".formatted(place, name)));
  }

  private void checkColumn(ContractRule rule, String place) {
    boolean wanted = rule.isOfValues()
        || rule.nullShare().isPresent()
        || rule.meanTolerance().isPresent()
        || rule.nullShareTolerance().isPresent();
    check(
        wanted == rule.column().isPresent(),
        "%s: column (expected: %s)",
        place,
        wanted ? "one" : "none");
    rule.column()
        .ifPresent(name -> check(
            fields.stream().anyMatch(it -> it.name().equals(name)),
            "%s (expected: one of the view's columns)",
            place));
  }

  private void checkOfValues(ContractRule rule, String place) {
    if (!rule.isOfValues()) {
      return;
    }
    ValueType type = field(rule.column().orElseThrow(), place).type();
    boolean bounded = rule.min().isPresent() || rule.max().isPresent();
    check(
        !bounded || type.isNumber(),
        "%s: min or max of %s (expected: a number)",
        place,
        type.word());
    check(
        rule.min().isEmpty()
            || rule.max().isEmpty()
            || rule.min().get() <= rule.max().get(),
        "%s: min above max (expected: at most max)",
        place);
    boolean textual = !rule.allowed().isEmpty() || rule.pattern().isPresent();
    check(
        !textual || type == ValueType.STRING,
        "%s: allowed or pattern of %s (expected: string)",
        place,
        type.word());
    rule.pattern().ifPresent(pattern -> compile(pattern, place));
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

  private void checkExpression(ContractRule rule, String place) {
    check(
        rule.rule().isPresent() == rule.name().isPresent(),
        "%s: rule or name alone (expected: a rule with a name, e.g. gusts_over_wind)",
        place);
    rule.name()
        .ifPresent(
            name -> check(NAME.matcher(name).matches(), "%s: name (expected: %s)", place, NAME));
    rule.rule().ifPresent(text -> ExpressionValues.compile(place, text, fields, Kind.BOOL));
  }

  private void checkKnown(String other, String place) {
    View known =
        catalog.view(other).orElseThrow(() -> new FeaturesException.NotFound("view", other));
    check(
        known instanceof View.Batch batch && batch.online(),
        "%s: known_in %s (expected: a feature view that is kept online)",
        place,
        other);
    for (Field key : known.keys()) {
      check(
          fields.stream().anyMatch(it -> it.name().equals(key.name()) && it.type() == key.type()),
          "%s: no column %s of type %s (expected: the join keys of %s)",
          place,
          key.name(),
          key.type().word(),
          other);
    }
  }

  private void checkOfBatch(ContractRule rule, String place) {
    Stream.of(rule.nullShare(), rule.nullShareTolerance())
        .flatMap(Optional::stream)
        .forEach(share ->
            check(share >= 0 && share <= 1, "%s: share %s (expected: 0 to 1)", place, share));
    rule.meanTolerance().ifPresent(tolerance -> {
      check(tolerance >= 0, "%s: mean_tolerance %s (expected: 0 or more)", place, tolerance);
      Field column = field(rule.column().orElseThrow(), place);
      check(
          column.type().isNumber(),
          "%s: mean of %s (expected: a number)",
          place,
          column.type().word());
    });
    rule.batches()
        .ifPresent(batches -> check(
            rule.isOfLastBatches() && batches >= 1 && batches <= MOST_BATCHES,
            "%s: batches %d (expected: 1 to %d, beside a tolerance)",
            place,
            batches,
            MOST_BATCHES));
    long least = rule.leastRows().orElse(0L);
    check(
        least >= 0 && rule.mostRows().orElse(Long.MAX_VALUE) >= least,
        "%s: least_rows %d (expected: 0 or more, at most most_rows)",
        place,
        least);
    rule.freshness()
        .ifPresent(age -> check(
            !view.eventTime().equals(FeatureViewDefinition.ALWAYS)
                && age.isPositive()
                && age.compareTo(LONGEST) <= 0,
            "%s: freshness %s (expected: more than 0, at most 100 years, of a view with an event time)",
            place,
            age));
  }
}
