package io.signalbox.features;

import com.google.common.collect.ImmutableList;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionSynchronization;
import org.springframework.transaction.support.TransactionSynchronizationManager;

/**
 * The definitions in force, in memory. A transaction that applies some sees them at once; everybody else
 * when it is committed.
 */
@Component
class Definitions {

  private final DefinitionStore store;
  private final News news;
  private final Clock clock;
  private final AtomicLong commits = new AtomicLong();
  private volatile Catalog committed;

  Definitions(DefinitionStore store, News news, Clock clock) {
    this.store = store;
    this.news = news;
    this.clock = clock;
    this.committed = store.load();
  }

  Catalog catalog() {
    return TransactionSynchronizationManager.getResource(this) instanceof Catalog pending
        ? pending
        : committed;
  }

  /** What other servers have applied since. */
  void refresh() {
    long before = commits.get();
    Catalog loaded = store.load();
    if (commits.get()
        == before) { // else it may lack what was just committed here; that is said too
      committed = loaded;
    }
  }

  /** Within a transaction. The listener is called with the new catalog once that is committed. */
  List<Applied> apply(List<Definition> definitions, String author, Runnable committedNow) {
    store.lock();
    Catalog catalog = store.load();
    List<Catalog.Entry> added = new ArrayList<>();
    Map<Definition, Applied> applied = new HashMap<>();
    for (Definition definition : inOrder(definitions)) {
      Catalog.Entry entry = resolve(definition, catalog, author);
      boolean changed = isNew(entry, catalog);
      if (changed) {
        added.add(entry);
        catalog = catalog.with(entry);
      }
      applied.put(
          definition, new Applied(entry.applied().kind(), entry.name(), entry.version(), changed));
    }
    if (!added.isEmpty()) {
      store.add(added);
      news.definitions();
      publish(catalog, committedNow);
    }
    return definitions.stream().map(applied::get).collect(ImmutableList.toImmutableList());
  }

  /** Within a transaction. The one chosen, which is in no catalog from now on; the listener is called once that is committed. */
  Catalog.Entry retire(
      Function<Catalog, Catalog.Entry> choice,
      String author,
      String reason,
      Runnable committedNow) {
    store.lock();
    Catalog catalog = store.load();
    Catalog.Entry chosen = choice.apply(catalog);
    store.retire(chosen.applied(), clock.instant(), author, reason);
    news.definitions();
    publish(catalog.without(chosen), committedNow);
    return chosen;
  }

  private static boolean isNew(Catalog.Entry entry, Catalog catalog) {
    return catalog
        .latest(entry.applied().kind(), entry.name())
        .map(it -> it.version() < entry.version())
        .orElse(true);
  }

  /** The entry in force where nothing changed, else the next version. */
  private Catalog.Entry resolve(Definition definition, Catalog catalog, String author) {
    String kind = Definition.kindOf(definition);
    Resolution resolution = new Resolver(catalog).resolve(definition);
    var latest = catalog.latest(kind, definition.name());
    boolean same = latest.isPresent()
        && latest.get().applied().definition().equals(definition)
        && latest.get().resolution().equals(resolution);
    if (same) {
      return latest.get();
    }
    int version = catalog.nextVersion(kind, definition.name());
    Instant now = clock.instant();
    return new Catalog.Entry(
        new DefinitionVersion(kind, definition.name(), version, now, author, definition),
        resolution);
  }

  /** What is referred to comes before what refers to it. */
  private static List<Definition> inOrder(List<Definition> definitions) {
    Set<String> seen = new HashSet<>();
    for (Definition definition : definitions) {
      String name = Definition.kindOf(definition) + " " + definition.name();
      Refusals.check(seen.add(name), "%s twice (expected: once)", name);
    }
    return RequestViewOrder.of(
        definitions.stream().sorted(Comparator.comparingInt(Definitions::rank)).toList());
  }

  private static int rank(Definition definition) {
    return switch (definition) {
      case EntityDefinition entity -> 0;
      case FeatureViewDefinition view -> 1;
      case SqlSourceDefinition source -> 2;
      case AggregateViewDefinition view -> 3;
      case RequestViewDefinition view -> 4;
      case FeatureServiceDefinition service -> 5;
    };
  }

  private void publish(Catalog catalog, Runnable committedNow) {
    boolean first = !TransactionSynchronizationManager.hasResource(this);
    if (!first) {
      TransactionSynchronizationManager.unbindResource(this);
    }
    TransactionSynchronizationManager.bindResource(this, catalog);
    if (first) {
      TransactionSynchronizationManager.registerSynchronization(new TransactionSynchronization() {
        @Override
        public void afterCompletion(int status) {
          Object pending = TransactionSynchronizationManager.unbindResource(Definitions.this);
          if (status == STATUS_COMMITTED) {
            commits.incrementAndGet();
            committed = (Catalog) pending;
            committedNow.run();
          }
        }
      });
    }
  }
}
