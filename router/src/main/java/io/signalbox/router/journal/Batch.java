package io.signalbox.router.journal;

import java.time.Instant;
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

  /** The days whose partitions are wanted. */
  final Set<LocalDate> days = new TreeSet<>();

  final long from;
  final long to;
  private long lastMicros = PredictionIds.OF_NO_TIME;

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
      case Journal.PREDICTION -> predictions.add(record);
      case Journal.OUTCOME -> outcomes.add(record);
      default -> throw new IllegalStateException("journal: record of kind " + kind);
    }
    wantDay(record.longAt(FIRST_FIELD));
  }

  private void wantDay(long micros) {
    if (micros != PredictionIds.OF_NO_TIME && micros != lastMicros) {
      lastMicros = micros;
      Instant at = Tuple.instant(micros);
      days.add(at.atOffset(ZoneOffset.UTC).toLocalDate());
    }
  }
}
