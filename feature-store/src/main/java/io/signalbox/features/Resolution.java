package io.signalbox.features;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What a definition's references meant when it was applied. If they come to mean something else, the same text makes a new version.
 *
 * @param keys a view's join keys
 * @param history of a view's rows, or of the event view's
 * @param views versions of the views that a service reads
 */
record Resolution(
    List<EntityDefinition.JoinKey> keys, Optional<Integer> history, Map<String, Integer> views) {

  static final Resolution NONE =
      new Resolution(ImmutableList.of(), Optional.empty(), ImmutableMap.of());

  Resolution {
    keys = ImmutableList.copyOf(keys);
    views = ImmutableMap.copyOf(views);
  }

  static Resolution ofView(List<EntityDefinition.JoinKey> keys, int history) {
    return new Resolution(keys, Optional.of(history), ImmutableMap.of());
  }

  static Resolution ofService(Map<String, Integer> views) {
    return new Resolution(ImmutableList.of(), Optional.empty(), views);
  }
}
