package io.signalbox.features;

import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;

/** The rule in a few obvious lines. Values are as {@link Column} holds them, a decimal number as its raw bits. */
final class Oracle {

  static final Duration TTL = Duration.ofMinutes(4);
  static final Duration WINDOW = Duration.ofMinutes(60);
  /** Of times that are sent without one. */
  static final ZoneId ZONE = ZoneId.of("America/New_York");

  static final Duration HOP = Duration.ofMinutes(15);

  /** The columns of a reading, and their types. */
  static final Map<String, ValueType> COLUMNS = columns();

  private Oracle() {}

  /** The order of ingestion is the order of the list that it is in. */
  record Reading(String site, long unit, long event, long known, Map<String, Object> values) {
    Map<String, Object> row() {
      var row = new LinkedHashMap<String, Object>();
      row.put("site", site);
      row.put("unit", unit);
      row.put("read_at", written(Micros.instant(event), event + unit));
      row.put("known_at", written(Micros.instant(known), known + site.length()));
      row.putAll(values);
      return row;
    }

    /** As UTC, with an offset, or by the clocks of the view's zone, which leave an hour out on this day. */
    private static Object written(Instant moment, long way) {
      return switch ((int) (way % 3)) {
        case 0 -> moment;
        case 1 ->
          DateTimeFormatter.ISO_OFFSET_DATE_TIME.format(
              moment.atOffset(ZoneOffset.ofHoursMinutes(5, 30)));
        default -> DateTimeFormatter.ISO_LOCAL_DATE_TIME.format(moment.atZone(ZONE));
      };
    }

    Optional<Object> held(String column) {
      return Optional.ofNullable(values.get(column))
          .map(value -> Oracle.held(COLUMNS.get(column), value));
    }
  }

  record Question(String site, Long unit, long at) {}

  private static Map<String, ValueType> columns() {
    var columns = new LinkedHashMap<String, ValueType>();
    columns.put("level", ValueType.FLOAT64);
    columns.put("count", ValueType.INT64);
    columns.put("mode", ValueType.STRING);
    columns.put("small", ValueType.INT32);
    columns.put("ratio", ValueType.FLOAT32);
    columns.put("flag", ValueType.BOOL);
    columns.put("seen", ValueType.TIMESTAMP);
    columns.put("raw", ValueType.BYTES);
    columns.put("tags", ValueType.STRING_ARRAY);
    columns.put("spots", ValueType.FLOAT64_ARRAY);
    return columns;
  }

  private static Object held(ValueType type, Object value) {
    return switch (value) {
      case Boolean flag -> flag ? 1L : 0L;
      case Instant instant -> Micros.of(instant);
      case Double number ->
        Double.doubleToRawLongBits(
            type == ValueType.FLOAT32 ? (double) (float) (double) number : number);
      case List<?> list -> {
        List<String> written = new ArrayList<>();
        list.forEach(it -> written.add(it instanceof String text ? "\"" + text + "\"" : "" + it));
        yield "[" + String.join(",", written) + "]";
      }
      default -> value;
    };
  }

  static Map<String, Optional<Object>> answers(Question question, List<Reading> readings) {
    var expected = new HashMap<String, Optional<Object>>();
    List<Reading> ofUnit = ofUnit(question, known(question.site(), question.at(), readings));
    Reading last = ofUnit.isEmpty() ? null : ofUnit.getLast();
    if (last != null && last.event() < question.at() - Micros.of(TTL)) {
      last = null;
    }
    for (String column : COLUMNS.keySet()) {
      expected.put(column, last == null ? Optional.empty() : last.held(column));
    }
    expected.put("never", Optional.empty());
    expected.put("least_nothing", Optional.empty());
    expected.put("nothings", Optional.of(0L));
    List<Reading> ofSite = known(question.site(), question.at(), readings);
    boolean asked = question.unit() != null;
    aggregates("unit_", asked, window(ofUnit, question.at()), expected);
    aggregates("site_", true, window(ofSite, question.at()), expected);
    long end = Math.floorDiv(question.at(), Micros.of(HOP)) * Micros.of(HOP);
    aggregates("hop_", true, window(known(question.site(), end, readings), end), expected);
    return expected;
  }

  /** What is known at a moment, the last one holds. */
  private static List<Reading> known(String site, long at, List<Reading> readings) {
    return readings.stream()
        .filter(it -> it.site().equals(site))
        .filter(it -> it.event() <= at && it.known() <= at)
        .sorted(Comparator.comparingLong(Reading::event).thenComparingLong(Reading::known))
        .toList();
  }

  private static List<Reading> ofUnit(Question question, List<Reading> known) {
    return known.stream()
        .filter(it -> Long.valueOf(it.unit()).equals(question.unit()))
        .toList();
  }

  /** One of each unit and event time, the last. */
  private static List<Reading> window(List<Reading> known, long end) {
    return IntStream.range(0, known.size())
        .filter(i -> known.subList(i + 1, known.size()).stream()
            .noneMatch(later -> later.unit() == known.get(i).unit()
                && later.event() == known.get(i).event()))
        .mapToObj(known::get)
        .filter(it -> it.event() > end - Micros.of(WINDOW))
        .toList();
  }

  private static void aggregates(
      String prefix, boolean asked, List<Reading> window, Map<String, Optional<Object>> expected) {
    for (String column : COLUMNS.keySet()) {
      List<Object> values =
          window.stream().flatMap(it -> it.held(column).stream()).toList();
      boolean any = asked && !values.isEmpty();
      expected.put(
          prefix + "last_" + column, any ? Optional.of(values.getLast()) : Optional.empty());
      expected.put(
          prefix + "distinct_" + column,
          asked ? Optional.of((long) new HashSet<>(values).size()) : Optional.empty());
    }
    decimals(prefix, asked, window, "level", expected);
    decimals(prefix, asked, window, "ratio", expected);
    List<Long> counts = window.stream()
        .flatMap(it -> it.held("count").stream())
        .map(Long.class::cast)
        .toList();
    expected.put(
        prefix + "total",
        asked && !counts.isEmpty()
            ? Optional.of(counts.stream().mapToLong(Long::longValue).sum())
            : Optional.empty());
    List<Long> small = window.stream()
        .flatMap(it -> it.held("small").stream())
        .map(Long.class::cast)
        .toList();
    expected.put(
        prefix + "least",
        asked ? small.stream().min(Long::compare).map(Object.class::cast) : Optional.empty());
    expected.put(prefix + "events", asked ? Optional.of((long) window.size()) : Optional.empty());
  }

  private static void decimals(
      String prefix,
      boolean asked,
      List<Reading> window,
      String column,
      Map<String, Optional<Object>> expected) {
    List<Double> values = window.stream()
        .flatMap(it -> it.held(column).stream())
        .map(bits -> Double.longBitsToDouble((Long) bits))
        .toList();
    double sum = 0;
    for (double value : values) {
      sum += value;
    }
    boolean none = !asked || values.isEmpty();
    expected.put(prefix + "sum_" + column, none ? Optional.empty() : bits(sum));
    expected.put(prefix + "mean_" + column, none ? Optional.empty() : bits(sum / values.size()));
    expected.put(
        prefix + "min_" + column,
        none ? Optional.empty() : bits(values.stream().min(Double::compare).get()));
    expected.put(
        prefix + "max_" + column,
        none ? Optional.empty() : bits(values.stream().max(Double::compare).get()));
  }

  private static Optional<Object> bits(double value) {
    return Optional.of(Double.doubleToRawLongBits(value));
  }

  /** Whether the row that holds has a rival that counts from the same moment. */
  static boolean isTied(Question question, List<Reading> readings) {
    List<Reading> known = ofUnit(question, known(question.site(), question.at(), readings));
    return known.stream().filter(it -> it.known() == known.getLast().known()).count() > 1;
  }
}
