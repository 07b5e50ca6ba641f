package io.signalbox.features.online;

import io.signalbox.features.Column;
import io.signalbox.features.Keys;
import io.signalbox.features.OnlineFeatures.Status;
import io.signalbox.features.ReadPlan;
import io.signalbox.features.Rows;
import io.signalbox.features.View;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * The rows of a view by key: of each key the row that holds at the horizon, and all that could come to
 * hold after it. Ordered by (event, known, sequence), so an older row never wins, whenever it arrives.
 */
final class HeldRows implements Held {

  private static final Comparator<Row> ORDER = Comparator.comparingLong(Row::event)
      .thenComparingLong(Row::known)
      .thenComparingLong(Row::sequence);
  private static final Row[] NONE = new Row[0];

  private final View.Batch view;
  private final ConcurrentHashMap<Object, Row[]> byKey = new ConcurrentHashMap<>();

  private record Row(long event, long known, long sequence, Values values) {
    boolean isVisible(long at) {
      return event <= at && known <= at;
    }
  }

  /** Long, Double, String or null by feature. */
  private static final class Values {
    private final @Nullable Object[] at;

    Values(List<Column> columns, int row) {
      at = new @Nullable Object[columns.size()];
      for (int i = 0; i < at.length; i++) {
        at[i] = Keys.of(columns.subList(i, i + 1), row).orElse(null);
      }
    }
  }

  HeldRows(View.Batch view) {
    this.view = view;
  }

  @Override
  public void add(Rows rows) {
    List<Column> columns = rows.cells().subList(view.keys().size(), rows.cells().size());
    boolean keepsOne = view.rows().eventTime().isEmpty();
    for (int i = 0; i < rows.size(); i++) {
      Row row = new Row(rows.event(i), rows.known(i), rows.sequence(i), new Values(columns, i));
      byKey.merge(rows.key(i), new Row[] {row}, (held, added) -> insert(held, added[0], keepsOne));
    }
  }

  private static Row[] insert(Row[] held, Row row, boolean keepsOne) {
    int place = Arrays.binarySearch(held, row, ORDER);
    if (place >= 0) {
      return held;
    }
    if (keepsOne) {
      return -place - 1 == held.length ? new Row[] {row} : held;
    }
    Row[] more = new Row[held.length + 1];
    System.arraycopy(held, 0, more, 0, -place - 1);
    more[-place - 1] = row;
    System.arraycopy(held, -place - 1, more, -place, held.length + place + 1);
    return more;
  }

  @Override
  public void evict(long before) {
    byKey.keySet().forEach(key -> byKey.computeIfPresent(key, (same, held) -> keep(held, before)));
  }

  /** From the row that holds at the horizon on; nothing where even the newest will be too old. */
  private Row @Nullable [] keep(Row[] held, long before) {
    boolean tooOld = view.ttlMicros().isPresent()
        && held[held.length - 1].event() < before - view.ttlMicros().getAsLong();
    if (tooOld) {
      return null;
    }
    int first = latest(held, before);
    return first <= 0 ? held : Arrays.copyOfRange(held, first, held.length);
  }

  @Override
  public boolean has(Object key, long atMicros) {
    return latest(byKey.getOrDefault(key, NONE), atMicros) >= 0;
  }

  @Override
  public void read(Question question, List<ReadPlan.Pick> picks, Answers answers) {
    for (int row = 0; row < question.rows(); row++) {
      Optional<Object> key = Keys.of(question.keys(), row);
      Row[] held = key.isEmpty() ? NONE : byKey.getOrDefault(key.get(), NONE);
      int latest = latest(held, question.atMicros());
      if (latest < 0) {
        miss(picks, row, Status.NOT_FOUND, 0, answers);
      } else if (isTooOld(held[latest], question.atMicros())) {
        miss(picks, row, Status.OUTSIDE_MAX_AGE, held[latest].event(), answers);
      } else {
        answer(held[latest], picks, row, answers);
      }
    }
  }

  private static void answer(Row held, List<ReadPlan.Pick> picks, int row, Answers answers) {
    for (int i = 0; i < picks.size(); i++) {
      ReadPlan.Pick pick = picks.get(i);
      Object value = held.values().at[pick.from()];
      if (value == null) {
        answers.miss(pick.to(), row, Status.NULL_VALUE, held.event());
      } else {
        answers.set(pick.to(), row, value, held.event());
      }
    }
  }

  private static void miss(
      List<ReadPlan.Pick> picks, int row, Status status, long event, Answers answers) {
    for (int i = 0; i < picks.size(); i++) {
      answers.miss(picks.get(i).to(), row, status, event);
    }
  }

  /** The place of the row that holds at a moment, or -1. */
  private static int latest(Row[] held, long at) {
    int place = held.length - 1;
    while (place >= 0 && !held[place].isVisible(at)) {
      place--;
    }
    return place;
  }

  private boolean isTooOld(Row row, long at) {
    return view.ttlMicros().isPresent() && row.event() < at - view.ttlMicros().getAsLong();
  }
}
