package io.signalbox.router.routing;

import io.signalbox.registry.Deployments.Serving;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** Remembers what the registry was told. Public because {@code Partial} calls it by reflection. */
public final class FakeDeployments {
  private final List<Serving> told = new CopyOnWriteArrayList<>();

  public void tell(Serving serving) {
    told.add(serving);
  }

  Serving last() {
    return told.getLast();
  }
}
