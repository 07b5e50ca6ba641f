package io.signalbox.features;

import static io.signalbox.features.Refusals.check;

import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Takes spine rows in that were handed in. A cell that cannot be read refuses all of them; other columns are passed over. */
final class GivenRows implements RowReader.Sink {
  static final int MOST_ROWS = 2_000_000;

  private final GivenColumns columns;
  private final RowSchema schema;
  private final List<Field> fields;
  private final CellReader reader;
  private final RowsBuilder rows;
  private int[] places = {};
  private boolean textual;
  private long first = Long.MAX_VALUE;
  private long last = Long.MIN_VALUE;

  GivenRows(RowSchema schema, GivenColumns columns) {
    this.columns = columns;
    this.schema = schema;
    this.fields = schema.fields();
    this.reader = new CellReader(columns.zone());
    this.rows = new RowsBuilder(schema);
  }

  /**
   * What such rows have for a service.
   *
   * @param hash of their content, by which they are told from others
   */
  static RowSchema schema(FeatureService service, GivenColumns columns, String hash) {
    Map<String, Field> given = new LinkedHashMap<>();
    service.keys().forEach(key -> put(given, key.name(), key.type()));
    service.requestInputs().forEach(input -> put(given, input.name(), input.type()));
    check(
        given.put(columns.label(), new Field(columns.label(), columns.labelType(), true)) == null
            && service.features().stream().noneMatch(it -> it.name().equals(columns.label())),
        "label: %s (expected: a column that is no key, time, input or feature)",
        columns.label());
    check(
        !given.containsKey(columns.time())
            && service.features().stream().noneMatch(it -> it.name().equals(columns.time())),
        "spine time: %s (expected: a column that is no key, label, input or feature)",
        columns.time());
    return new RowSchema(
        "@" + hash,
        0,
        List.of(),
        Optional.of(columns.time()),
        Optional.empty(),
        false,
        new ArrayList<>(given.values()),
        FeatureViewDefinition.Partition.MONTH);
  }

  private static void put(Map<String, Field> given, String name, ValueType type) {
    given.putIfAbsent(name, new Field(name, type, true));
  }

  @Override
  public void columns(List<String> arrived, boolean asText) {
    check(
        new HashSet<>(arrived).size() == arrived.size(),
        "columns: %s (expected: each once)",
        arrived);
    for (Field field : fields) {
      check(
          arrived.contains(field.name()),
          "column %s: missing (expected: all of %s)",
          field.name(),
          fields.stream().map(Field::name).toList());
    }
    places = fields.stream().mapToInt(field -> arrived.indexOf(field.name())).toArray();
    textual = asText;
  }

  @Override
  public void row(@Nullable Object[] cells) {
    int row = rows.size() + 1;
    check(row <= MOST_ROWS, "rows: more than %d (expected: at most that many)", MOST_ROWS);
    @Nullable Object[] values = new @Nullable Object[fields.size()];
    for (int i = 0; i < values.length; i++) {
      Field field = fields.get(i);
      Object raw = cells[places[i]];
      try {
        values[i] = reader.read(field, raw, textual);
      } catch (CellReader.Unzoned e) {
        throw new FeaturesException.Invalid(
            "row %d: column %s: %s (expected: a time with its zone, or a zone said with the spine)"
                .formatted(row, field.name(), raw));
      }
      if (values[i] instanceof CellReader.Broken broken) {
        throw new FeaturesException.Invalid("row %d: column %s: %s breaks %s (expected: %s)"
            .formatted(row, field.name(), raw, broken.rule(), field.type().word()));
      }
    }
    add(values, row);
  }

  private void add(@Nullable Object[] values, int row) {
    if (!(values[values.length - 1] instanceof Long moment)) {
      throw new IllegalStateException("a row without its time");
    }
    rows.add(values, moment, moment);
    rows.sequence(row);
    first = Math.min(first, moment);
    last = Math.max(last, moment);
  }

  /** All of them, in the order in which they came. */
  StoredRows stored() {
    check(rows.size() > 0, "spine: no rows (expected: at least 1)");
    return new StoredRows(schema, List.of(), rows.build());
  }

  /** What they are as rows of a view would be: {@code @} and their hash for a name, and all times that they have. */
  Spine spine() {
    Instant until = Micros.instant(last + 1);
    return new Spine(
        schema.view(), columns.time(), columns.label(), Micros.instant(first), until, until);
  }
}
