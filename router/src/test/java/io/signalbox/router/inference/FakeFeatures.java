package io.signalbox.router.inference;

import io.signalbox.features.Column;
import io.signalbox.features.FeatureService;
import io.signalbox.features.Table;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/** Knows one feature: the {@code carrier} of a flight is the first two letters of its tail number. */
final class FakeFeatures implements FeatureLookup {

  @Override
  public Table online(FeatureService service, Instant at, Table inputs) {
    Column.Texts tails = (Column.Texts) inputs.column("tail_number");
    List<String> carriers = new ArrayList<>();
    for (int row = 0; row < inputs.rows(); row++) {
      String tail = tails.at(row);
      carriers.add(tail == null ? null : tail.substring(0, 2));
    }
    return new Table(
        inputs.rows(),
        List.of(
            inputs.column("delay"), inputs.column("hour"), new Column.Texts("carrier", carriers)));
  }
}
