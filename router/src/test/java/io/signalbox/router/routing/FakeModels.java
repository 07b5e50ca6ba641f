package io.signalbox.router.routing;

import io.signalbox.features.FeatureService;
import io.signalbox.registry.ModelVersion;
import io.signalbox.router.EndpointDefinition;
import io.signalbox.router.LoadedModel;
import io.signalbox.router.ModelLoader;
import io.signalbox.router.RouterException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;

/** Models that hold nothing but their identity, versions 1 to 4; any of them can be told not to load. Counts what is open. */
class FakeModels implements ModelLoader {
  private static final int GREATEST = 4;

  private final Map<Integer, String> broken = new ConcurrentHashMap<>();
  private volatile Runnable whileLoading = () -> {};
  private final List<FakeModel> loaded = Collections.synchronizedList(new ArrayList<>());

  void breaks(int version, String why) {
    broken.put(version, why);
  }

  /** What else happens while a version is loaded. */
  void whileLoading(Runnable what) {
    whileLoading = what;
  }

  void works(int version) {
    broken.remove(version);
  }

  /** The version numbers that were loaded, in order. */
  List<Integer> loads() {
    return copies().stream().map(model -> model.version.number()).toList();
  }

  /** The version numbers in memory, sorted. */
  List<Integer> open() {
    return loaded.stream()
        .filter(model -> !model.closed.get())
        .map(model -> model.version.number())
        .sorted()
        .toList();
  }

  private List<FakeModel> copies() {
    synchronized (loaded) {
      return List.copyOf(loaded);
    }
  }

  @Override
  public LoadedModel load(ModelVersion version) {
    if (version.number() > GREATEST) {
      throw new RouterException.NotFound("version: " + version + " (expected: a registered one)");
    }
    String why = broken.get(version.number());
    if (why != null) {
      throw new RouterException.DoesNotLoad(version + " does not load: " + why);
    }
    whileLoading.run();
    var model = new FakeModel(version);
    loaded.add(model);
    return model;
  }

  /** One copy in memory. */
  static final class FakeModel implements LoadedModel {
    private final ModelVersion version;
    private final AtomicBoolean closed = new AtomicBoolean();

    FakeModel(ModelVersion version) {
      this.version = version;
    }

    @Override
    public ModelVersion version() {
      return version;
    }

    /** Has one output, {@code probability}. */
    @Override
    public void checkFits(EndpointDefinition endpoint, Optional<FeatureService> service) {
      if (endpoint.score().filter(score -> !score.equals("probability")).isPresent()) {
        throw new RouterException.DoesNotLoad(
            "score: " + endpoint.score().get() + " (expected: probability)");
      }
    }

    /** As much of an answer as it has. */
    void score() {
      if (isClosed()) {
        throw new IllegalStateException(version + " is closed");
      }
    }

    boolean isClosed() {
      return closed.get();
    }

    @Override
    public void close() {
      if (!closed.compareAndSet(false, true)) {
        throw new IllegalStateException(version + " was closed before");
      }
    }
  }
}
