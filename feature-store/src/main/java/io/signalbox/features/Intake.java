package io.signalbox.features;

import static io.signalbox.features.Refusals.check;

import com.google.common.collect.ImmutableList;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;

/** Checks a batch row by row, and keeps what the contract accepts. Not thread-safe. */
final class Intake implements RowReader.Sink {

  private static final JsonMapper JSON = JsonMapper.builder().build();

  /** A batch of more rows is refused: it is held in memory while it is checked. */
  static final int MOST_ROWS = 2_000_000;

  private final View.Batch view;
  private final List<Field> fields;
  private final int cells;
  private final CellReader reader;
  private final List<RowRule> rules;
  private final RowsBuilder accepted;
  private final Map<String, Long> warned = new HashMap<>();
  private final List<CheckedBatch.Rejected> rejected = new ArrayList<>();
  private List<String> names = ImmutableList.of();
  private int[] places = {};
  private boolean textual;
  private long rows;
  private @Nullable Long firstEvent;
  private @Nullable Long lastEvent;
  private @Nullable Long firstKnown;

  Intake(View.Batch view, RowRule.Known known) {
    this.view = view;
    this.fields = view.rows().fields();
    this.cells = view.rows().cells().size();
    this.reader = new CellReader(view.definition().zone());
    this.rules = view.definition().contract().stream()
        .filter(rule -> !rule.isOfBatch())
        .map(rule -> RowRule.of(rule, fields, known))
        .toList();
    this.accepted = new RowsBuilder(view.rows());
  }

  @Override
  public void columns(List<String> arrived, boolean asText) {
    Set<String> distinct = new LinkedHashSet<>(arrived);
    Set<String> expected = new LinkedHashSet<>(fields.stream().map(Field::name).toList());
    check(
        distinct.size() == arrived.size(),
        "columns: %s (expected: each of %s once)",
        arrived,
        expected);
    for (String name : expected) {
      check(distinct.contains(name), "column %s: missing (expected: all of %s)", name, expected);
    }
    for (String name : arrived) {
      check(expected.contains(name), "column %s: unknown (expected: only %s)", name, expected);
    }
    names = ImmutableList.copyOf(arrived);
    textual = asText;
    places = fields.stream().mapToInt(field -> arrived.indexOf(field.name())).toArray();
  }

  @Override
  public void row(@Nullable Object[] raw) {
    rows++;
    check(rows <= MOST_ROWS, "rows: more than %d (expected: at most that many)", MOST_ROWS);
    @Nullable Object[] values = new @Nullable Object[fields.size()];
    CheckedBatch.Rejected rejection = null;
    for (int i = 0; i < values.length; i++) {
      values[i] = read(fields.get(i), raw[places[i]]);
      if (rejection == null) {
        rejection = rejection(fields.get(i), values[i], raw, raw[places[i]]);
      }
    }
    checkTimes(values, raw);
    if (rejection == null) {
      rejection = breach(values, raw);
    }
    if (rejection != null) {
      rejected.add(rejection);
    } else {
      accept(values);
    }
  }

  private @Nullable Object read(Field field, @Nullable Object raw) {
    try {
      return reader.read(field, raw, textual);
    } catch (CellReader.Unzoned e) {
      throw new FeaturesException.Invalid(
          "row %d: column %s: %s (expected: a time with its zone; view %s declares none)"
              .formatted(rows, field.name(), raw, view.name()));
    }
  }

  private CheckedBatch.@Nullable Rejected rejection(
      Field field, @Nullable Object value, @Nullable Object[] row, @Nullable Object raw) {
    return value instanceof CellReader.Broken broken
        ? new CheckedBatch.Rejected(rows, field.name(), broken.rule(), shown(raw), content(row))
        : null;
  }

  private static Optional<String> shown(@Nullable Object raw) {
    return Optional.ofNullable(raw).map(it -> storable(it.toString()));
  }

  /** The first breach that rejects the row. @throws FeaturesException.ContractBroken if one rejects the batch */
  private CheckedBatch.@Nullable Rejected breach(
      @Nullable Object[] values, @Nullable Object[] raw) {
    for (RowRule rule : rules) {
      Optional<RowRule.Broken> broken = rule.broken(values);
      if (broken.isPresent()) {
        String name = broken.get().rule();
        String column = broken.get().column();
        switch (rule.breach()) {
          case WARN -> warned.merge(name, 1L, Long::sum);
          case REJECT_BATCH ->
            throw new FeaturesException.ContractBroken(
                "batch of %s: row %d: %s of %s".formatted(view.name(), rows, name, column));
          case REJECT_ROW -> {
            int place = names.indexOf(column);
            Optional<String> value = place < 0 ? Optional.empty() : shown(raw[place]);
            return new CheckedBatch.Rejected(rows, column, name, value, content(raw));
          }
        }
      }
    }
    return null;
  }

  private CheckedBatch.Content content(@Nullable Object[] row) {
    Map<String, @Nullable Object> content = new LinkedHashMap<>();
    for (int i = 0; i < row.length; i++) {
      Object cell = switch (row[i]) {
        case null -> null;
        case Float number -> number.doubleValue(); // the same number when it is read again
        case Number number -> number;
        case Boolean value -> value;
        case List<?> values -> values;
        default -> String.valueOf(row[i]);
      };
      content.put(names.get(i), cell);
    }
    String json = JSON.writeValueAsString(content);
    boolean altered = !CellReader.isStorable(json) || json.contains("\\u0000");
    return new CheckedBatch.Content(altered ? storable(content) : json, textual, altered);
  }

  private static String storable(Map<String, @Nullable Object> content) {
    content.replaceAll((name, cell) -> cell instanceof String text ? storable(text) : cell);
    return storable(JSON.writeValueAsString(content));
  }

  /** What PostgreSQL cannot keep is shown as U+FFFD. */
  private static String storable(String text) {
    StringBuilder kept = new StringBuilder(text.length());
    text.codePoints()
        .map(it -> it == 0 || Character.getType(it) == Character.SURROGATE ? 0xFFFD : it)
        .forEach(kept::appendCodePoint);
    return kept.toString();
  }

  private void checkTimes(@Nullable Object[] values, @Nullable Object[] raw) {
    if (view.rows().knownAt().isPresent()
        && values[cells] instanceof Long event
        && values[cells + 1] instanceof Long known) {
      check(
          event <= known,
          "row %d: %s %s is in the future of %s %s (expected: known at its event or later)",
          rows,
          fields.get(cells).name(),
          raw[places[cells]],
          fields.get(cells + 1).name(),
          raw[places[cells + 1]]);
    }
  }

  private void accept(@Nullable Object[] values) {
    boolean always = view.rows().eventTime().isEmpty();
    long event = always ? RowSchema.ALWAYS_MICROS : micros(values[cells]);
    long known = view.rows().knownAt().isEmpty() ? event : micros(values[cells + 1]);
    accepted.add(values, event, known);
    firstEvent = firstEvent == null ? event : Math.min(firstEvent, event);
    lastEvent = lastEvent == null ? event : Math.max(lastEvent, event);
    firstKnown = firstKnown == null ? known : Math.min(firstKnown, known);
  }

  private static long micros(@Nullable Object value) {
    return value instanceof Long micros ? micros : 0;
  }

  /** Lets the contract know of rows that were accepted before and belong to the same batch. */
  void before(Rows earlier) {
    @Nullable Object[] values = new @Nullable Object[fields.size()];
    for (int row = 0; row < earlier.size(); row++) {
      for (int i = 0; i < cells; i++) {
        values[i] = Keys.value(earlier.cells().get(i), row);
      }
      if (view.rows().eventTime().isPresent()) {
        values[cells] = earlier.event(row);
      }
      if (view.rows().knownAt().isPresent()) {
        values[values.length - 1] = earlier.known(row);
      }
      rules.forEach(rule -> rule.learn(values));
    }
  }

  boolean comparesRows() {
    return rules.stream().anyMatch(RowRule::comparesRows);
  }

  int acceptedSoFar() {
    return accepted.size();
  }

  CheckedBatch finish(String source, String contentHash) {
    return new CheckedBatch(
        view,
        source,
        contentHash,
        rows,
        accepted,
        rejected,
        warned,
        Optional.ofNullable(firstEvent),
        Optional.ofNullable(lastEvent),
        Optional.ofNullable(firstKnown));
  }
}
