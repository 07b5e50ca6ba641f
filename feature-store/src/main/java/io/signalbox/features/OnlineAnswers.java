package io.signalbox.features;

import io.signalbox.features.OnlineFeatures.Status;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Puts what was looked up and what was computed into the order of a plan's features, under their names. */
final class OnlineAnswers {

  private OnlineAnswers() {}

  /** What is looked up, and what is computed of it. */
  static OnlineFeatures read(OnlineStore online, ReadPlan plan, Instant at, Table inputs) {
    return of(plan, inputs, online.read(plan, Micros.of(at), inputs));
  }

  /** As {@link #read}, of what was looked up. */
  static OnlineFeatures of(ReadPlan plan, Table inputs, OnlineFeatures looked) {
    if (plan.computations().isEmpty() && plan.features().equals(plan.slots())) {
      return looked;
    }
    List<Column> computed = plan.compute(inputs.rows(), inputs::column, looked.features());
    return of(plan, inputs.rows(), looked, computed);
  }

  static OnlineFeatures of(ReadPlan plan, int rows, OnlineFeatures looked, List<Column> computed) {
    List<Column> columns = new ArrayList<>();
    List<Status[]> statuses = new ArrayList<>();
    List<long[]> events = new ArrayList<>();
    int slots = plan.slots().size();
    for (int i = 0; i < plan.features().size(); i++) {
      int place = plan.places().get(i);
      String name = plan.features().get(i).name();
      if (place < slots) {
        columns.add(looked.features().get(place).as(name));
        statuses.add(looked.statuses().get(place));
        events.add(looked.eventMicros().get(place));
      } else {
        Column column = computed.get(place - slots);
        columns.add(column.as(name));
        statuses.add(statuses(column));
        events.add(new long[rows]);
      }
    }
    return new OnlineFeatures(columns, statuses, events);
  }

  private static Status[] statuses(Column column) {
    Status[] statuses = new Status[column.size()];
    Arrays.setAll(statuses, row -> column.isMissing(row) ? Status.NULL_VALUE : Status.PRESENT);
    return statuses;
  }
}
