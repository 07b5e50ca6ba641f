package io.signalbox.features;

import java.util.Collection;
import java.util.function.Supplier;

/**
 * The values that are served: rows in PostgreSQL, and of them in memory what fits; the events of aggregates in memory. Thread-safe;
 * readers of what is in memory never wait.
 */
public interface OnlineStore {

  /** Whether the view is kept here. */
  boolean has(View view);

  /** Whether a view that is kept has a row of a key, as {@link Keys} makes them, at a moment. */
  boolean has(View view, Object key, long atMicros);

  /** Begins to keep a view. The supplier is asked for the rows that there are already where they are not stored here yet. */
  void keep(View view, Supplier<Rows> rows);

  /** Lets go of every view that is kept and not among these: questions about it are refused from then on. */
  void keepOnly(Collection<View> views);

  /** Within a transaction: removes what is stored of a history that no view reads any more. */
  void discard(String view, int history);

  /**
   * Within a transaction: stores rows of a view that is served. A row that is there already is not stored again, an older one never
   * wins.
   */
  void store(Rows rows);

  /** Takes rows that were committed into memory. A row that is there already is not added again. */
  void add(Rows rows);

  /** As {@link #add}, but only for the aggregates over them. */
  void addEvents(Rows rows);

  /** Fills memory anew with what is stored of this history. */
  void reload(RowSchema schema);

  /** Lets go of what no question from this moment on can need; earlier questions are refused from then on. */
  void evict(long beforeMicros);

  /**
   * Looks the plan's slots up.
   *
   * @param inputs columns for the join keys of the plan's views
   */
  OnlineFeatures read(ReadPlan plan, long atMicros, Table inputs);
}
