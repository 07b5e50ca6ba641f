package io.signalbox.router.journal;

import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/** Records of a journal that go into the database in one transaction, sorted by table. */
final class Batch {

  private static final int FIRST_FIELD = Short.BYTES + Integer.BYTES;

  final List<Slice> predictions = new ArrayList<>();
  final List<Slice> outcomes = new ArrayList<>();

  /** Of predictions, as their ids say. */
  final Days predictionDays = new Days();

  /** Of the predictions that outcomes are about, as far as an id says one. */
  final Days outcomeDays = new Days();

  final long from;
  final long to;

  /**
   * Of all records after a position.
   *
   * @param from the position before the first record, which may lie within the first group
   */
  Batch(long from, List<Group> groups) {
    this.from = from;
    this.to = groups.getLast().last();
    for (Group group : groups) {
      group.after(from, this::add);
    }
  }

  private void add(int kind, Slice record) {
    switch (kind) {
      case Journal.PREDICTION -> {
        predictions.add(record);
        predictionDays.add(record);
      }
      case Journal.OUTCOME -> {
        outcomes.add(record);
        outcomeDays.add(record);
      }
      default -> throw new IllegalStateException("journal: record of kind " + kind);
    }
  }

  /** The outcomes, those of some days among those of no time. */
  List<Slice> outcomesWithout(Set<LocalDate> days) {
    if (days.isEmpty()) {
      return outcomes;
    }
    return outcomes.stream()
        .map(record -> {
          long micros = record.longAt(FIRST_FIELD);
          return micros != PredictionIds.OF_NO_TIME && days.contains(day(micros))
              ? record.withLongAt(FIRST_FIELD, PredictionIds.OF_NO_TIME)
              : record;
        })
        .toList();
  }

  private static LocalDate day(long micros) {
    return Tuple.instant(micros).atOffset(ZoneOffset.UTC).toLocalDate();
  }

  /** The days (UTC) of records, which mostly follow one another. */
  static final class Days {
    private final Set<LocalDate> days = new TreeSet<>();
    private long lastMicros = PredictionIds.OF_NO_TIME;

    private void add(Slice record) {
      long micros = record.longAt(FIRST_FIELD);
      if (micros != PredictionIds.OF_NO_TIME && micros != lastMicros) {
        lastMicros = micros;
        days.add(day(micros));
      }
    }

    Set<LocalDate> all() {
      return days;
    }
  }
}
