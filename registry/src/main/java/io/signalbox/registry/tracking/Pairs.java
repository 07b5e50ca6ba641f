package io.signalbox.registry.tracking;

import com.google.common.collect.ImmutableList;
import java.util.Collection;
import java.util.List;
import java.util.Map;

/** Key and value rows as two columns, for statements that take many rows at once by {@code unnest}. */
record Pairs(List<Map.Entry<String, String>> rows) {
  Pairs {
    rows = ImmutableList.copyOf(rows);
  }

  static Pairs of(Map<String, String> rows) {
    return of(rows.entrySet());
  }

  static Pairs of(Collection<Map.Entry<String, String>> rows) {
    return new Pairs(List.copyOf(rows));
  }

  String[] keys() {
    return rows.stream().map(Map.Entry::getKey).toArray(String[]::new);
  }

  String[] values() {
    return rows.stream().map(Map.Entry::getValue).toArray(String[]::new);
  }
}
