package io.signalbox.features;

import java.time.Instant;
import java.util.List;

/** The keys that other views have rows of, by now, in memory. */
record KnownKeys(Catalog catalog, OnlineStore online, Instant now) implements RowRule.Known {

  @Override
  public List<String> keys(String view) {
    return view(view).keys().stream().map(Field::name).toList();
  }

  @Override
  public boolean has(String view, Object key) {
    return online.has(view(view), key, Micros.of(now));
  }

  private View view(String name) {
    return catalog.view(name).orElseThrow(() -> new FeaturesException.NotFound("view", name));
  }
}
