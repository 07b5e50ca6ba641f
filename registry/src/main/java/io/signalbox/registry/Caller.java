package io.signalbox.registry;

import com.google.common.collect.ImmutableMap;
import com.google.common.collect.Ordering;
import java.util.Map;

/**
 * Who sends a request, and what they may do.
 *
 * @param name the author of what they change
 * @param role what they may do everywhere
 * @param grants what they may do beyond it with one model; lower ones take nothing away
 */
public record Caller(String name, Role role, Map<ModelName, Role> grants) {
  /** Whoever reaches a server on its own machine, as long as there are no tokens. */
  public static final Caller LOCAL = new Caller("local", Role.OPERATOR, Map.of());

  public Caller {
    grants = ImmutableMap.copyOf(grants);
  }

  public Role roleFor(ModelName model) {
    return Ordering.natural().max(role, grants.getOrDefault(model, role));
  }

  /** The most they may do with any model. */
  public Role greatestRole() {
    return grants.values().stream().reduce(role, Ordering.natural()::max);
  }
}
