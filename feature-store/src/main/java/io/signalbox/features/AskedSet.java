package io.signalbox.features;

import static io.signalbox.features.Refusals.check;

import com.google.common.collect.ImmutableList;
import java.time.Instant;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * What a training set is asked for, as far as it was seen to be possible.
 *
 * @param rows of the spine
 * @param given what the spine gives: keys, the time, request inputs
 * @param handedIn the spine's rows, where they are of no view
 */
record AskedSet(
    Catalog.Service service,
    Spine spine,
    RowSchema rows,
    List<Field> given,
    Field label,
    Optional<StoredRows> handedIn,
    JoinRule rule) {

  /** Over rows that were handed in. */
  static AskedSet ofGiven(Catalog.Service service, StoredRows stored, Spine spine, JoinRule rule) {
    Field time = stored.schema().find(spine.time()).orElseThrow();
    Field label = stored.schema().find(spine.label()).orElseThrow();
    List<Field> given = given(service.face(), stored.schema(), time);
    var asked =
        new AskedSet(service, spine, stored.schema(), given, label, Optional.of(stored), rule);
    checkScored(asked);
    return asked;
  }

  /** Over rows of a view. */
  static AskedSet ofView(Catalog.Service service, Spine spine, View.Batch view, JoinRule rule) {
    Field time = column(view.rows(), spine.time());
    check(
        time.type() == ValueType.TIMESTAMP,
        "spine time %s: %s (expected: a timestamp)",
        time.name(),
        time.type());
    checkYear("from", spine.from());
    checkYear("until", spine.until());
    checkYear("known_by", spine.knownBy());
    check(
        spine.from().isBefore(spine.until()),
        "spine: from %s until %s (expected: from before until)",
        spine.from(),
        spine.until());
    Field label = column(view.rows(), spine.label());
    List<Field> given = given(service.face(), view.rows(), time);
    Set<String> taken = new HashSet<>(given.stream().map(Field::name).toList());
    service.plan().features().forEach(feature -> taken.add(feature.name()));
    check(
        !taken.contains(label.name()),
        "label: %s (expected: a column that is no key, time, input or feature)",
        label.name());
    var asked = new AskedSet(service, spine, view.rows(), given, label, Optional.empty(), rule);
    checkScored(asked);
    return asked;
  }

  /** The columns that scores take may not be somebody's own. */
  private static void checkScored(AskedSet asked) {
    Set<String> names = new HashSet<>();
    for (Field column : asked.columns()) {
      check(
          names.add(column.name()) || asked.rule().leastTier().isEmpty(),
          "column %s: is there already (expected: none of this name where rows are scored)",
          column.name());
    }
  }

  /** What a timestamp column can hold; further out PostgreSQL, DuckDB and a long of microseconds disagree. */
  private static void checkYear(String field, Instant moment) {
    check(
        CellReader.holds(moment),
        "spine %s: %s (expected: a moment of the years 1 to 9999)",
        field,
        moment);
  }

  /** What the spine gives: keys, the time, request inputs; each once. */
  private static List<Field> given(FeatureService service, RowSchema rows, Field time) {
    Map<String, Field> given = new LinkedHashMap<>();
    service.keys().forEach(key -> given.put(key.name(), typed(rows, key)));
    given.putIfAbsent(time.name(), time);
    service.requestInputs().forEach(input -> given.putIfAbsent(input.name(), typed(rows, input)));
    return ImmutableList.copyOf(given.values());
  }

  private static Field typed(RowSchema rows, Field wanted) {
    Field found = column(rows, wanted.name());
    check(
        found.type() == wanted.type(),
        "column %s of view %s: %s (expected: %s)",
        found.name(),
        rows.view(),
        found.type(),
        wanted.type());
    return found;
  }

  private static Field column(RowSchema rows, String name) {
    return rows.find(name)
        .orElseThrow(() -> new FeaturesException.NotFound("column", rows.view() + "." + name));
  }

  Set<RowSchema> histories() {
    var histories = new LinkedHashSet<RowSchema>();
    if (handedIn.isEmpty()) {
      histories.add(rows);
    }
    service.plan().selections().forEach(it -> histories.add(it.view().rows()));
    return histories;
  }

  List<Field> columns() {
    return ImmutableList.<Field>builder()
        .addAll(given)
        .addAll(service.plan().features())
        .add(label)
        .addAll(rule.leastTier().isPresent() ? QualityQuery.fields() : List.of())
        .build();
  }
}
