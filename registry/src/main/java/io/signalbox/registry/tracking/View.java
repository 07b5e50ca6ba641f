package io.signalbox.registry.tracking;

import com.google.common.collect.ImmutableList;

/** Which of the active and the deleted are wanted. */
public enum View {
  ACTIVE_ONLY("active"),
  DELETED_ONLY("deleted"),
  ALL("active", "deleted");

  private final ImmutableList<String> lifecycles;

  View(String... lifecycles) {
    this.lifecycles = ImmutableList.copyOf(lifecycles);
  }

  String[] lifecycles() {
    return lifecycles.toArray(String[]::new);
  }
}
