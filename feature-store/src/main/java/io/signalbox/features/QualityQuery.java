package io.signalbox.features;

import com.google.common.collect.ImmutableList;
import java.util.List;

/**
 * That a training set's rows are to be scored.
 *
 * @param contracts by view, in the plan's order
 * @param least rows below are left out
 */
public record QualityQuery(QualityMeasure measure, List<ContractTimeline> contracts, Tier least) {

  /** The columns that it adds. */
  public static final String SCORE = "quality_score";

  public static final String TIER = "quality_tier";

  public QualityQuery {
    contracts = ImmutableList.copyOf(contracts);
  }

  /** The score's column, then the tier's. */
  static List<Field> fields() {
    return List.of(
        new Field(SCORE, ValueType.FLOAT64, false), new Field(TIER, ValueType.STRING, false));
  }
}
