package io.signalbox.router.routing;

import com.google.common.collect.ImmutableMap;
import com.google.errorprone.annotations.concurrent.GuardedBy;
import io.signalbox.registry.ModelName;
import io.signalbox.registry.ModelVersion;
import io.signalbox.router.LoadedModel;
import io.signalbox.router.ModelLoader;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/**
 * The models in memory: each version once, however many tables and endpoints use it. It is closed when nobody holds it any more.
 * Thread-safe; two who ask for the same version wait for one loading of it.
 */
@Component
class SharedModels {
  private final ModelLoader loader;
  private final ReentrantLock lock = new ReentrantLock();

  @GuardedBy("lock")
  private final Map<ModelVersion, Copy> copies = new HashMap<>();

  SharedModels(ModelLoader loader) {
    this.loader = loader;
  }

  /** Holds all of these versions, or, if one does not load, none. @throws io.signalbox.router.RouterException as the loader */
  Hold hold(ModelName model, Set<Integer> versions) {
    List<Copy> held = new ArrayList<>();
    try {
      ImmutableMap.Builder<Integer, LoadedModel> models = ImmutableMap.builder();
      for (int version : versions) {
        Copy copy = enter(new ModelVersion(model, version));
        held.add(copy);
        models.put(version, copy.model(loader));
      }
      return new Hold(models.buildOrThrow(), held);
    } catch (RuntimeException refused) {
      held.forEach(this::leave);
      throw refused;
    }
  }

  private Copy enter(ModelVersion version) {
    lock.lock();
    try {
      Copy copy = copies.computeIfAbsent(version, Copy::new);
      copy.holders++;
      return copy;
    } finally {
      lock.unlock();
    }
  }

  private void leave(Copy copy) {
    lock.lock();
    try {
      copy.holders--;
      if (copy.holders > 0) {
        return;
      }
      copies.remove(copy.version);
    } finally {
      lock.unlock();
    }
    copy.close();
  }

  /** One version in memory, or on its way there. */
  private static final class Copy {
    private final ModelVersion version;
    private final ReentrantLock loading = new ReentrantLock();
    private int holders; // guarded by the lock of all copies

    @GuardedBy("loading")
    private @Nullable LoadedModel model;

    Copy(ModelVersion version) {
      this.version = version;
    }

    LoadedModel model(ModelLoader loader) {
      loading.lock();
      try {
        if (model == null) {
          model = loader.load(version);
        }
        return model;
      } finally {
        loading.unlock();
      }
    }

    void close() {
      loading.lock();
      try {
        if (model != null) {
          model.close();
        }
      } finally {
        loading.unlock();
      }
    }
  }

  /** Keeps its models open until it is closed, which happens once. */
  final class Hold implements AutoCloseable {
    private final ImmutableMap<Integer, LoadedModel> models;
    private final List<Copy> held;

    private Hold(ImmutableMap<Integer, LoadedModel> models, List<Copy> held) {
      this.models = models;
      this.held = held;
    }

    ImmutableMap<Integer, LoadedModel> models() {
      return models;
    }

    @Override
    public void close() {
      held.forEach(SharedModels.this::leave);
    }
  }
}
