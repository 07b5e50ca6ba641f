package io.signalbox.monitor.report;

import io.signalbox.features.Column;
import io.signalbox.features.Features;
import io.signalbox.features.Table;
import io.signalbox.features.TrainingSet;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.springframework.stereotype.Component;

/**
 * Baselines of training sets, kept in memory: a training set never changes under its hash. A set of 150,000 rows and 20
 * numbers takes 24 MB; the few used last are kept. Thread-safe.
 */
@Component
class Baselines {
  private static final int MOST_SETS = 3;

  private final Features features;
  private final Map<Key, Map<String, Baseline>> kept = new LinkedHashMap<>(16, 0.75f, true) {
    @Override
    protected boolean removeEldestEntry(Map.Entry<Key, Map<String, Baseline>> eldest) {
      return size() > MOST_SETS;
    }
  };

  Baselines(Features features) {
    this.features = features;
  }

  /** The baselines of these columns, by name; a column that the training set does not have is not there. */
  synchronized Map<String, Baseline> of(
      TrainingSet set, List<String> columns, long windowMicros, int leastRows) {
    Key key = new Key("features " + set.id().hash(), windowMicros, leastRows);
    Map<String, Baseline> known = kept.computeIfAbsent(key, absent -> new LinkedHashMap<>());
    List<String> wanted = set.columns().stream()
        .map(field -> field.name())
        .filter(name -> columns.contains(name) && !known.containsKey(name))
        .toList();
    if (!wanted.isEmpty()) {
      List<String> read = new ArrayList<>(wanted);
      read.add(set.spine().time());
      Table table = features.read(set.id(), read.stream().distinct().toList());
      long[] times = Columns.micros(table.column(set.spine().time()));
      for (String name : wanted) {
        known.put(name, baseline(table.column(name), times, windowMicros, leastRows));
      }
    }
    return Map.copyOf(known);
  }

  /** The baseline of a version's scores, made the first time it is asked for. */
  synchronized Baseline ofScores(
      String version, long windowMicros, int leastRows, Supplier<Baseline> made) {
    Key key = new Key("scores " + version, windowMicros, leastRows);
    return kept.computeIfAbsent(key, absent -> new LinkedHashMap<>())
        .computeIfAbsent("score", name -> made.get());
  }

  private static Baseline baseline(Column column, long[] times, long window, int leastRows) {
    return column instanceof Column.Texts texts
        ? new TextBaseline(column.name(), texts, times, window, leastRows)
        : new NumberBaseline(column.name(), Columns.numbers(column), times, window, leastRows);
  }

  private record Key(String of, long windowMicros, int leastRows) {}
}
