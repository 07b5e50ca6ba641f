package io.signalbox.features;

import com.google.common.base.Throwables;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Hands rows in order from the thread that reads them to another that checks them, so that both work at once. What the checker refuses
 * ends the reading; of two failures the one that is about an earlier row is thrown, as if one thread did both.
 */
final class ReadAhead implements RowReader.Sink {

  private static final int ROWS_AT_ONCE = 1_024;
  private static final int MOST_WAITING = 4;

  /** Names, where they are there, come before the rows. */
  private record Part(
      @Nullable List<String> names, boolean textual, List<@Nullable Object[]> rows) {
    boolean isEnd() {
      return names == null && rows.isEmpty();
    }
  }

  private static final Part END = new Part(null, false, List.of());

  private final BlockingQueue<Part> waiting = new ArrayBlockingQueue<>(MOST_WAITING);
  private List<@Nullable Object[]> rows = new ArrayList<>(ROWS_AT_ONCE);
  private volatile @Nullable Throwable refusal;

  private ReadAhead() {}

  /** The checker refused: nobody sees this. */
  private static final class Refused extends RuntimeException {
    private static final long serialVersionUID = 1L;
  }

  /** Returns when all that was read is checked. */
  static void read(Consumer<RowReader.Sink> reading, RowReader.Sink checker) {
    var ahead = new ReadAhead();
    Thread checking =
        Thread.ofPlatform().name("ingestion-check").daemon().start(() -> ahead.check(checker));
    Throwable failure = null;
    try {
      reading.accept(ahead);
    } catch (RuntimeException | Error e) {
      failure = e;
    }
    try {
      ahead.flush();
      ahead.waiting.put(END);
      checking.join();
    } catch (InterruptedException e) {
      checking.interrupt();
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while a batch was read", e);
    }
    Throwable first = ahead.refusal == null ? failure : ahead.refusal;
    if (first != null) {
      Throwables.throwIfUnchecked(first);
      throw new IllegalStateException(first);
    }
  }

  @Override
  public void columns(List<String> names, boolean textual) {
    try {
      flush();
      waiting.put(new Part(List.copyOf(names), textual, List.of()));
    } catch (InterruptedException e) {
      throw interrupted(e);
    }
  }

  @Override
  public void row(@Nullable Object[] cells) {
    if (refusal != null) {
      throw new Refused();
    }
    rows.add(cells);
    if (rows.size() == ROWS_AT_ONCE) {
      try {
        flush();
      } catch (InterruptedException e) {
        throw interrupted(e);
      }
    }
  }

  private static RuntimeException interrupted(InterruptedException e) {
    Thread.currentThread().interrupt();
    return new IllegalStateException("interrupted while a batch was read", e);
  }

  private void flush() throws InterruptedException {
    if (!rows.isEmpty()) {
      waiting.put(new Part(null, false, rows));
      rows = new ArrayList<>(ROWS_AT_ONCE);
    }
  }

  /** To the end, also after a refusal, so that the reader never waits for nobody. */
  private void check(RowReader.Sink checker) {
    try {
      for (Part part = waiting.take(); !part.isEnd(); part = waiting.take()) {
        if (refusal == null) {
          check(part, checker);
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void check(Part part, RowReader.Sink checker) {
    try {
      List<String> names = part.names();
      if (names != null) {
        checker.columns(names, part.textual());
      }
      part.rows().forEach(checker::row);
    } catch (RuntimeException | Error e) {
      refusal = e;
    }
  }
}
