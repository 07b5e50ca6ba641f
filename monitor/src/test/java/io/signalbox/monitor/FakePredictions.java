package io.signalbox.monitor;

import io.signalbox.features.Column;
import io.signalbox.features.Table;
import io.signalbox.router.EndpointName;
import io.signalbox.router.Predictions;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Predictions in memory. Features are doubles, or strings. */
public final class FakePredictions implements Predictions {
  private final List<Scored> rows = new ArrayList<>();
  private final List<Map<String, Object>> features = new ArrayList<>();
  private boolean sorted = true;

  public void clear() {
    rows.clear();
    features.clear();
  }

  public void add(Scored row, Map<String, Object> logged) {
    sorted &= rows.isEmpty() || !row.at().isBefore(rows.getLast().at());
    if (!sorted) {
      throw new IllegalArgumentException("rows by time, please");
    }
    rows.add(row);
    features.add(logged);
  }

  /** A prediction of version {@code live}, with one shadow, whose outcome was known six hours later. */
  public void add(
      Instant at,
      @Nullable String unit,
      int live,
      double score,
      int shadow,
      double shadowScore,
      double outcome) {
    add(
        new Scored(
            "prediction-" + rows.size(),
            at,
            Optional.ofNullable(unit),
            live,
            score,
            List.of(shadow),
            List.of(shadowScore),
            Double.isNaN(outcome)
                ? Optional.empty()
                : Optional.of(new Outcome(outcome, at.plusSeconds(6 * 3600)))),
        Map.of());
  }

  @Override
  public void scored(
      EndpointName endpoint, Instant from, Instant until, Consumer<Scored> consumer) {
    rows.stream()
        .filter(row -> !row.at().isBefore(from) && row.at().isBefore(until))
        .sorted(Comparator.comparing(Scored::at))
        .forEach(consumer);
  }

  @Override
  public Table features(
      EndpointName endpoint,
      Instant from,
      Instant until,
      Optional<Integer> version,
      List<String> columns) {
    List<Map<String, Object>> wanted = new ArrayList<>();
    for (int i = 0; i < rows.size(); i++) {
      Scored row = rows.get(i);
      boolean inside = !row.at().isBefore(from) && row.at().isBefore(until);
      if (inside && version.map(number -> number == row.version()).orElse(true)) {
        wanted.add(features.get(i));
      }
    }
    return new Table(
        wanted.size(), columns.stream().map(name -> column(name, wanted)).toList());
  }

  private static Column column(String name, List<Map<String, Object>> rows) {
    if (rows.stream().anyMatch(row -> row.get(name) instanceof String)) {
      List<@Nullable String> texts = new ArrayList<>();
      rows.forEach(row -> texts.add((String) row.get(name)));
      return new Column.Texts(name, texts);
    }
    return new Column.Doubles(
        name,
        rows.stream()
            .mapToDouble(row -> row.get(name) instanceof Number n ? n.doubleValue() : Double.NaN)
            .toArray());
  }
}
