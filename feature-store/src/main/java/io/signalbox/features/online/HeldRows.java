package io.signalbox.features.online;

import io.signalbox.features.Column;
import io.signalbox.features.FeaturesException;
import io.signalbox.features.Keys;
import io.signalbox.features.Micros;
import io.signalbox.features.OnlineFeatures.Status;
import io.signalbox.features.ReadPlan;
import io.signalbox.features.RowSchema;
import io.signalbox.features.Rows;
import io.signalbox.features.View;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.dao.DataAccessException;
import org.springframework.transaction.TransactionException;

/**
 * The served rows of one history: in memory, and where that is not all of them, in PostgreSQL. One thread writes at a time; readers
 * of what is in memory never wait.
 */
final class HeldRows {

  private static final Logger LOG = LoggerFactory.getLogger(HeldRows.class);

  private final RowSchema schema;
  private final Lines memory;
  private final StoredLines stored;

  /** Whether memory has every key: one that it does not have is nowhere. */
  private volatile boolean complete;

  /** Counts writes, so that what was read before one is not kept after it. */
  private final AtomicLong writes = new AtomicLong();

  /** From this moment on, PostgreSQL has what a question may need. */
  private final LongSupplier storedFrom;

  /** Earlier questions cannot be answered: something in memory came from PostgreSQL. */
  private final AtomicLong answersFrom = new AtomicLong(Long.MIN_VALUE);

  HeldRows(RowSchema schema, Lines memory, StoredLines stored, LongSupplier storedFrom) {
    this.schema = schema;
    this.memory = memory;
    this.stored = stored;
    this.storedFrom = storedFrom;
  }

  RowSchema schema() {
    return schema;
  }

  /** Memory let one go to stay within its bound. */
  void lostOne() {
    complete = false;
  }

  /** Fills memory anew, as far as it reaches. */
  void load() {
    complete = false;
    long from = storedFrom.getAsLong();
    writes.incrementAndGet();
    memory.forget(this);
    long dropped = memory.dropped();
    boolean all = stored.each(schema, (key, row) -> {
      answersFrom.accumulateAndGet(from, Math::max);
      memory.update(this, key, line -> line == null ? new Row[] {row} : with(line, row));
      return memory.dropped() == dropped;
    });
    complete = all;
    if (memory.dropped() != dropped) {
      complete = false;
    }
  }

  private static Row[] with(Row[] line, Row row) {
    return RowLine.with(line, row, Long.MIN_VALUE);
  }

  /** Rows that were committed: a key that is not in memory is read when it is asked for, unless memory has them all. */
  void add(Rows rows, long horizon) {
    writes.incrementAndGet();
    List<Column> columns =
        rows.cells().subList(schema.keys().size(), rows.cells().size());
    for (int i = 0; i < rows.size(); i++) {
      var times = new Row.Times(rows.event(i), rows.known(i), rows.sequence(i));
      add(rows.key(i), Row.of(times, columns, i), horizon);
    }
  }

  private void add(Object key, Row row, long horizon) {
    memory.update(this, key, line -> {
      if (line == null) {
        return complete ? new Row[] {row} : null;
      }
      return RowLine.with(line, row, horizon);
    });
  }

  boolean has(Object key, long atMicros) {
    Row[] line = memory.get(this, key);
    if (line == null) {
      line = complete
          ? RowLine.NONE
          : stored
              .find(schema, List.of(KeyText.of(key)))
              .getOrDefault(KeyText.of(key), RowLine.NONE);
    }
    return RowLine.at(line, atMicros) != null;
  }

  void read(View.Batch view, Held.Question question, List<ReadPlan.Pick> picks, FilledColumns out) {
    @Nullable Row[][] lines = lines(question);
    checkMoment(question.atMicros());
    int columns = schema.columns().size();
    long[] events = new long[question.rows()];
    long at = question.atMicros();
    long oldest = view.ttlMicros().isPresent() ? at - view.ttlMicros().getAsLong() : Long.MIN_VALUE;
    for (int i = 0; i < lines.length; i++) {
      Row[] line = lines[i];
      Row row = line == null ? null : RowLine.at(line, at);
      if (row == null) {
        out.miss(picks, i, line == null ? Status.INVALID : Status.NOT_FOUND);
      } else {
        events[i] = row.event();
        if (row.event() < oldest) {
          out.miss(picks, i, Status.OUTSIDE_MAX_AGE);
        } else {
          out.set(picks, i, row, columns);
        }
      }
    }
    out.events(picks, events);
  }

  private void checkMoment(long atMicros) {
    long from = answersFrom.get();
    if (atMicros < from) {
      throw new FeaturesException.Invalid(
          "at: %s (expected: not before %s, the earliest moment still served)"
              .formatted(Micros.instant(atMicros), Micros.instant(from)));
    }
  }

  /** By row; null where PostgreSQL would have to be asked, and is away. */
  private @Nullable Row[][] lines(Held.Question question) {
    @Nullable Row[][] lines = new Row[question.rows()][];
    List<Integer> absent = new ArrayList<>(0);
    List<Object> keys = new ArrayList<>(0);
    for (int i = 0; i < lines.length; i++) {
      Optional<Object> key = Keys.of(question.keys(), i);
      Row[] line = key.isEmpty() ? RowLine.NONE : memory.get(this, key.get());
      if (line == null && !complete) {
        absent.add(i);
        keys.add(key.orElseThrow());
      } else {
        lines[i] = line == null ? RowLine.NONE : line;
      }
    }
    if (!absent.isEmpty()) {
      fetch(keys, absent, lines);
    }
    return lines;
  }

  private void fetch(List<Object> keys, List<Integer> places, @Nullable Row[][] lines) {
    answersFrom.accumulateAndGet(storedFrom.getAsLong(), Math::max);
    long before = writes.get();
    List<String> texts = keys.stream().map(KeyText::of).toList();
    Map<String, Row[]> found;
    try {
      found = stored.find(schema, texts);
    } catch (DataAccessException | TransactionException away) {
      LOG.warn(
          "Keys that are not in memory cannot be read: view={} keys={}",
          schema.view(),
          keys.size(),
          away);
      return;
    }
    for (int i = 0; i < texts.size(); i++) {
      Row[] line = found.getOrDefault(texts.get(i), RowLine.NONE);
      lines[places.get(i)] = line;
      // What was written meanwhile may not be in it, and would be added to nothing.
      memory.update(
          this, keys.get(i), held -> held == null && writes.get() == before ? line : held);
    }
  }
}
