package io.signalbox.router.routing;

import io.signalbox.features.FeatureService;
import io.signalbox.features.Field;
import io.signalbox.features.ValueType;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/** A {@link io.signalbox.features.Features} as far as tables ask it: services by name. */
public class FakeFeatures {
  private final Map<String, FeatureService> services = new ConcurrentHashMap<>();

  FakeFeatures() {
    serve(1);
  }

  /** Puts a version of {@code flight_live} in force. */
  final void serve(int version) {
    var keys = List.of(new Field("tail_number", ValueType.STRING, true));
    var inputs = List.of(new Field("distance", ValueType.FLOAT64, false));
    services.put(
        "flight_live", new FeatureService("flight_live", version, keys, inputs, List.of()));
  }

  /** As if this process had not heard of it. */
  final void forget() {
    services.clear();
  }

  public Optional<FeatureService> service(String name) {
    return Optional.ofNullable(services.get(name));
  }
}
