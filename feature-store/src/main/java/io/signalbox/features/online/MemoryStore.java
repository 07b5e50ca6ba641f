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
import java.time.Clock;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.stereotype.Component;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.TransactionDefinition;
import org.springframework.transaction.support.TransactionTemplate;
import org.springframework.util.unit.DataSize;

/** Every served view in this process's memory, its rows within a bound and in PostgreSQL besides. */
@Component
class MemoryStore implements OnlineStore {

  /** How long what is beaten stays in PostgreSQL: longer than any question takes, and servers' clocks differ. */
  private static final long STORED_MICROS = 600_000_000L;

  private record Id(String name, int number) {
    static Id of(View view) {
      return new Id(view.name(), view.version());
    }

    static Id of(RowSchema schema) {
      return new Id(schema.view(), schema.history());
    }
  }

  /** Aggregates by version. */
  private final Map<Id, HeldEvents> events = new ConcurrentHashMap<>();
  /** Rows by history: versions share them. */
  private final Map<Id, HeldRows> rows = new ConcurrentHashMap<>();

  private final Map<Id, View> kept = new ConcurrentHashMap<>();
  private final StoredLines stored;
  private final Clock clock;
  private final Lines memory;
  private final TransactionTemplate transaction;
  private volatile long horizon = Long.MIN_VALUE;

  MemoryStore(
      StoredLines stored,
      Clock clock,
      PlatformTransactionManager transactions,
      @Value("${signalbox.features.online-memory:256MB}") DataSize most) {
    this.stored = stored;
    this.clock = clock;
    this.memory = new Lines(most.toBytes());
    this.transaction = new TransactionTemplate(transactions);
    this.transaction.setPropagationBehavior(TransactionDefinition.PROPAGATION_REQUIRES_NEW);
  }

  @Override
  public boolean has(View view) {
    return kept.containsKey(Id.of(view));
  }

  @Override
  public boolean has(View view, Object key, long atMicros) {
    return switch (view) {
      case View.Batch batch -> rows(batch).has(key, atMicros);
      case View.Window window -> events(window).has(key);
    };
  }

  private HeldRows rows(View.Batch view) {
    return found(view, rows.get(Id.of(view.rows())));
  }

  private HeldEvents events(View.Window view) {
    return found(view, events.get(Id.of(view)));
  }

  private static <T> T found(View view, @org.jspecify.annotations.Nullable T held) {
    if (held == null) { // it was retired after the question was begun
      throw new FeaturesException.NotFound("view", view.name() + "@" + view.version());
    }
    return held;
  }

  @Override
  public synchronized void keep(View view, Supplier<Rows> before) {
    switch (view) {
      case View.Batch batch -> keepRows(batch.rows(), before);
      case View.Window window -> {
        HeldEvents held = new HeldEvents(window);
        held.add(before.get());
        events.put(Id.of(window), held);
      }
    }
    kept.put(Id.of(view), view);
  }

  private void keepRows(RowSchema schema, Supplier<Rows> before) {
    if (rows.containsKey(Id.of(schema))) {
      return;
    }
    if (!stored.isBegun(schema)) {
      Rows there = before.get();
      transaction.executeWithoutResult(status -> {
        stored.add(there, storedFrom());
        stored.begin(schema);
      });
    }
    HeldRows held = new HeldRows(schema, memory, stored, this::storedFrom);
    held.load();
    rows.put(Id.of(schema), held);
  }

  @Override
  public synchronized void keepOnly(Collection<View> views) {
    Set<Id> read = views.stream().map(Id::of).collect(Collectors.toSet());
    kept.keySet().retainAll(read);
    events.keySet().retainAll(read);
    rows.entrySet().removeIf(held -> {
      boolean gone = kept.values().stream()
          .noneMatch(
              view -> view instanceof View.Batch && Id.of(view.rows()).equals(held.getKey()));
      if (gone) {
        memory.forget(held.getValue());
      }
      return gone;
    });
  }

  @Override
  public void discard(String view, int history) {
    stored.discard(view, history);
  }

  @Override
  public void store(Rows written) {
    stored.add(written, storedFrom());
  }

  /** From this moment on, PostgreSQL has what a question may need. */
  private long storedFrom() {
    return Micros.of(clock.instant()) - STORED_MICROS;
  }

  @Override
  public synchronized void add(Rows written) {
    HeldRows held = rows.get(Id.of(written.schema()));
    if (held != null) {
      held.add(written, horizon);
    }
    addEvents(written);
  }

  @Override
  public synchronized void addEvents(Rows written) {
    kept.values().forEach(view -> {
      if (view instanceof View.Window window
          && Id.of(window.rows()).equals(Id.of(written.schema()))) {
        events(window).add(written);
      }
    });
  }

  @Override
  public synchronized void reload(RowSchema schema) {
    HeldRows held = rows.get(Id.of(schema));
    if (held != null) {
      held.load();
    }
  }

  @Override
  public synchronized void evict(long beforeMicros) {
    if (beforeMicros > horizon) {
      horizon = beforeMicros;
      events.values().forEach(held -> held.evict(beforeMicros));
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
      List<Column> keys =
          view.keys().stream().map(key -> inputs.column(key.name())).toList();
      var question = new Held.Question(keys, inputs.rows(), atMicros);
      switch (view) {
        case View.Batch batch -> rows(batch).read(batch, question, selection.picks(), filled);
        case View.Window window -> events(window).read(question, selection.picks(), filled);
      }
    }
    return filled.done();
  }
}
