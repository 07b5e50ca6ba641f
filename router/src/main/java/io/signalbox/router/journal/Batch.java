package io.signalbox.router.journal;

import java.nio.ByteBuffer;
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

  final List<byte[]> predictions = new ArrayList<>();
  final List<byte[]> outcomes = new ArrayList<>();

  /** The days whose partitions are wanted. */
  final Set<LocalDate> days = new TreeSet<>();

  final long from;
  final long to;
  private long lastMicros = PredictionIds.OF_NO_TIME;

  /** @param from the position before the first record */
  Batch(long from, List<JournalFile.Stored> records) {
    this.from = from;
    this.to = records.getLast().position();
    for (JournalFile.Stored record : records) {
      switch (record.kind()) {
        case Journal.PREDICTION -> predictions.add(record.body());
        case Journal.OUTCOME -> outcomes.add(record.body());
        default -> throw new IllegalStateException("journal: record of kind " + record.kind());
      }
      wantDay(ByteBuffer.wrap(record.body()).getLong(FIRST_FIELD));
    }
  }

  private void wantDay(long micros) {
    if (micros != PredictionIds.OF_NO_TIME && micros != lastMicros) {
      lastMicros = micros;
      Instant at = Tuple.instant(micros);
      days.add(at.atOffset(ZoneOffset.UTC).toLocalDate());
    }
  }
}
