package io.signalbox.features;

import com.google.common.primitives.ImmutableDoubleArray;
import io.signalbox.features.OnlineFeatures.Status;
import java.time.Instant;
import org.springframework.stereotype.Component;

/** Reads features online and scores the rows. */
@Component
class QualityReads {

  private final OnlineStore online;
  private final ContractResults contracts;

  QualityReads(OnlineStore online, ContractResults contracts) {
    this.online = online;
    this.contracts = contracts;
  }

  RatedFeatures read(ReadPlan plan, QualityMeasure measure, Instant at, Table inputs) {
    long micros = Micros.of(at);
    OnlineFeatures looked = online.read(plan, micros, inputs);
    OnlineFeatures answer = OnlineAnswers.of(plan, inputs, looked);
    double[] kept = contracts.at(plan, micros);
    long[] found = new long[plan.selections().size()];
    var scores = ImmutableDoubleArray.builder(inputs.rows());
    for (int row = 0; row < inputs.rows(); row++) {
      for (int view = 0; view < found.length; view++) {
        found[view] = found(plan.selections().get(view), looked, row);
      }
      scores.add(measure.score(present(answer, row), found, kept, micros));
    }
    return new RatedFeatures(answer, scores.build());
  }

  private static int present(OnlineFeatures answer, int row) {
    int present = 0;
    for (Column column : answer.features()) {
      present += column.isMissing(row) ? 0 : 1;
    }
    return present;
  }

  /** All slots of one view share what was found. */
  private static long found(ReadPlan.Selection selection, OnlineFeatures looked, int row) {
    int slot = selection.picks().getFirst().to();
    long event = looked.eventMicros().get(slot)[row];
    Status status = looked.statuses().get(slot)[row];
    boolean isFound = switch (selection.view()) {
      case View.Batch batch -> status == Status.PRESENT || status == Status.NULL_VALUE;
      case View.Window window -> event != 0;
    };
    return isFound ? event : QualityMeasure.NOTHING;
  }
}
