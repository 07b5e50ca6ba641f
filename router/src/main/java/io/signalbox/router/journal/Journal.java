package io.signalbox.router.journal;

import java.nio.file.Path;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Predictions and outcomes on this machine's disk, until they are drained. Safe for concurrent use. Full, it refuses: what could
 * not be kept is not answered either. That is {@link Bounds#backlog} records, an hour without a database at a thousand a second.
 */
public final class Journal implements AutoCloseable {

  static final int LAYOUT = 0;
  static final int PREDICTION = 1;
  static final int OUTCOME = 2;

  private final JournalFile file;
  private final JournalWriter writer;
  private final JournalWatch watch;
  private final Bounds bounds;
  private final Set<Long> layouts = ConcurrentHashMap.newKeySet();

  private Journal(JournalFile file, JournalWriter writer, Bounds bounds) {
    this.file = file;
    this.writer = writer;
    this.watch = new JournalWatch(writer);
    this.bounds = bounds;
  }

  /**
   * What a journal holds at most.
   *
   * @param backlog records that are not drained yet
   * @param queued records that are not on disk yet
   */
  public record Bounds(long backlog, int queued) {
    public static final Bounds USUAL = new Bounds(4_000_000, 50_000);
  }

  /** Opens or creates the file in this folder. @throws JournalUnavailable if it cannot be read or written */
  public static Journal open(Path folder, Bounds bounds) {
    JournalFile file = JournalFile.open(folder);
    try {
      return new Journal(file, new JournalWriter(file, file.opened()), bounds);
    } catch (SQLException e) {
      file.close();
      throw new JournalUnavailable("journal: " + folder + " cannot be read: " + e.getMessage(), e);
    }
  }

  /**
   * Queues the answers of one request.
   *
   * @param durable whether the caller will wait for the receipt
   * @throws JournalUnavailable if there is no room
   */
  public Receipt predictions(List<PredictionRecord> predictions, boolean durable) {
    FeatureLayout layout = predictions.getFirst().layout();
    if (!layouts.contains(layout.id())) {
      keep(layout);
    }
    List<byte[]> tuples = new ArrayList<>(predictions.size());
    predictions.forEach(prediction -> tuples.add(prediction.toTuple()));
    return append(PREDICTION, tuples, durable);
  }

  /** Queues outcomes. As {@link #predictions}. */
  public Receipt outcomes(List<OutcomeRecord> outcomes, boolean durable) {
    return append(OUTCOME, outcomes.stream().map(OutcomeRecord::toTuple).toList(), durable);
  }

  /** A prediction is never on disk without its layout: that goes first, and once for each process. */
  private void keep(FeatureLayout layout) {
    synchronized (layouts) {
      if (!layouts.contains(layout.id())) {
        append(LAYOUT, List.of(LayoutTuple.of(layout)), true).await();
        layouts.add(layout.id());
      }
    }
  }

  private Receipt append(int kind, List<byte[]> bodies, boolean durable) {
    if (backlog() + bodies.size() > bounds.backlog()) {
      throw new JournalUnavailable(
          "journal: %d records wait for the database (at most %d)"
              .formatted(backlog(), bounds.backlog()),
          null);
    }
    if (writer.queued() + bodies.size() > bounds.queued()) {
      throw new JournalUnavailable(
          "journal: %d records wait for the disk (at most %d)"
              .formatted(writer.queued(), bounds.queued()),
          null);
    }
    Receipt receipt = new Receipt(kind, bodies, durable);
    writer.add(receipt);
    return receipt;
  }

  /** Identifies the file: a new file has a new id. */
  public UUID id() {
    return writer.id();
  }

  /** The number of records that were ever put on disk in this file: the position of the last. */
  public long acknowledged() {
    return writer.last();
  }

  /** The position up to which records are in the database. */
  public long drained() {
    return writer.drained();
  }

  public long backlog() {
    return acknowledged() - drained();
  }

  JournalFile file() {
    return file;
  }

  JournalWriter writer() {
    return writer;
  }

  /** Commits what is queued. Nothing may be appended any more. */
  @Override
  public void close() {
    writer.close();
    watch.close();
    file.close();
  }
}
