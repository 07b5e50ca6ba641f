package io.signalbox.features;

/** The values that are served, in memory. Thread-safe; readers never wait. */
public interface OnlineStore {

  /** Whether the view is kept here. */
  boolean has(View view);

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
