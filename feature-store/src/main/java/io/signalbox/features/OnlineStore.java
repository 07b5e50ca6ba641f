package io.signalbox.features;

/** The values that are served, in memory. Thread-safe; readers never wait. */
public interface OnlineStore {

  /** Whether the view is kept here. */
  boolean has(View view);

  /** Whether a view that is kept has a row of a key, as {@link Keys} makes them, at a moment. */
  boolean has(View view, Object key, long atMicros);

  /** Begins to keep a view, with the rows that there are already. */
  void keep(View view, Rows rows);

  /** Adds rows to every view that reads them. A row that is there already is not added again. */
  void add(Rows rows);

  /** Lets go of what no question from this moment on can need; earlier questions are refused from then on. */
  void evict(long beforeMicros);

  /**
   * Looks the plan's slots up.
   *
   * @param inputs columns for the join keys of the plan's views
   */
  OnlineFeatures read(ReadPlan plan, long atMicros, Table inputs);
}
