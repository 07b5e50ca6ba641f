package io.signalbox.features.online;

import io.signalbox.features.Column;
import io.signalbox.features.OnlineFeatures;
import io.signalbox.features.ReadPlan;
import io.signalbox.features.Rows;
import java.util.List;

/** One view in memory. One thread writes at a time; readers never wait, and see each key before or after a write. */
interface Held {

  void add(Rows rows);

  /** Lets go of what no question from this moment on can need. */
  void evict(long beforeMicros);

  /** Whether there is a row of a key at a moment, however old. */
  boolean has(Object key, long atMicros);

  /** Answers for every row of the keys. */
  void read(Question question, List<ReadPlan.Pick> picks, Answers answers);

  record Question(List<Column> keys, int rows, long atMicros) {}

  /** The columns of an answer while they are filled. */
  interface Answers {
    void set(int feature, int row, Object value, long eventMicros);

    void miss(int feature, int row, OnlineFeatures.Status status, long eventMicros);
  }
}
