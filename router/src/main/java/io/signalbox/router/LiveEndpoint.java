package io.signalbox.router;

import com.google.common.collect.ImmutableMap;
import io.signalbox.features.FeatureService;
import io.signalbox.router.assignment.SlotTable;
import io.signalbox.router.assignment.Slots;
import java.util.Map;
import java.util.Optional;

/**
 * An endpoint with everything that an answer needs, as one immutable whole: whoever holds it sees one table and its models, also while
 * another takes its place.
 *
 * @param featureService the version in force, resolved; absent where the definition names none
 * @param slots the same as the table's ranges
 * @param production the version that is in Production in the registry
 * @param models of all live and shadow arms, by version number
 */
public record LiveEndpoint(
    EndpointDefinition definition,
    Optional<FeatureService> featureService,
    RoutingTable table,
    SlotTable slots,
    Optional<Integer> production,
    Map<Integer, LoadedModel> models) {
  public LiveEndpoint {
    models = ImmutableMap.copyOf(models);
  }

  /** The version that answers this unit. */
  public int versionOf(String unit) {
    return slots.armOf(Slots.of(definition.name().value(), unit));
  }

  /** The version that answers a row without a unit: the one in Production if it is an arm here, else the largest live arm. */
  public int unassigned() {
    return production.filter(models::containsKey).orElseGet(slots::largest);
  }

  /** The model of an arm, live or shadow. @throws IllegalArgumentException if this is not an arm here */
  public LoadedModel model(int version) {
    LoadedModel model = models.get(version);
    if (model == null) {
      throw new IllegalArgumentException(
          "version: " + version + " (expected: one of " + models.keySet() + ")");
    }
    return model;
  }
}
