package io.signalbox.features.online;

import io.signalbox.features.Column;
import io.signalbox.features.FeaturesException;
import io.signalbox.features.Micros;
import io.signalbox.features.OnlineFeatures;
import io.signalbox.features.OnlineStore;
import io.signalbox.features.ReadPlan;
import io.signalbox.features.RowSchema;
import io.signalbox.features.Rows;
import io.signalbox.features.Table;
import io.signalbox.features.View;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.springframework.stereotype.Component;

/** Every served view in this process's memory. */
@Component
class MemoryStore implements OnlineStore {

  private record Id(String view, int version) {}

  private record Kept(RowSchema rows, Held held) {}

  private final Map<Id, Kept> views = new ConcurrentHashMap<>();
  private volatile long horizon = Long.MIN_VALUE;

  @Override
  public boolean has(View view) {
    return views.containsKey(id(view));
  }

  @Override
  public boolean has(View view, Object key, long atMicros) {
    return kept(view).held().has(key, atMicros);
  }

  private Kept kept(View view) {
    Kept kept = views.get(id(view));
    if (kept == null) {
      throw new IllegalStateException("not in memory: " + view.name() + "@" + view.version());
    }
    return kept;
  }

  @Override
  public synchronized void keep(View view, Rows rows) {
    Held held = switch (view) {
      case View.Batch batch -> new HeldRows(batch);
      case View.Window window -> new HeldEvents(window);
    };
    held.add(rows);
    views.put(id(view), new Kept(view.rows(), held));
  }

  @Override
  public synchronized void add(Rows rows) {
    for (Kept kept : views.values()) {
      if (kept.rows().view().equals(rows.schema().view())
          && kept.rows().history() == rows.schema().history()) {
        kept.held().add(rows);
      }
    }
  }

  @Override
  public synchronized void evict(long beforeMicros) {
    if (beforeMicros > horizon) {
      horizon = beforeMicros;
      views.values().forEach(kept -> kept.held().evict(beforeMicros));
    }
  }

  @Override
  public OnlineFeatures read(ReadPlan plan, long atMicros, Table inputs) {
    if (atMicros < horizon) {
      throw new FeaturesException.Invalid(
          "at: %s (expected: not before %s, the earliest moment still in memory)"
              .formatted(Micros.instant(atMicros), Micros.instant(horizon)));
    }
    FilledColumns filled = new FilledColumns(plan.slots(), inputs.rows());
    for (ReadPlan.Selection selection : plan.selections()) {
      View view = selection.view();
      Kept kept = kept(view);
      List<Column> keys =
          view.keys().stream().map(key -> inputs.column(key.name())).toList();
      kept.held().read(new Held.Question(keys, inputs.rows(), atMicros), selection.picks(), filled);
    }
    return filled.done();
  }

  private static Id id(View view) {
    return new Id(view.name(), view.version());
  }
}
