package io.signalbox.router.routing;

import com.google.common.collect.ImmutableList;
import io.signalbox.router.LiveEndpoint;
import io.signalbox.router.LiveEndpoints;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ConcurrentNavigableMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/** What this process serves by. Readers never wait: a change is one exchange of a reference. */
@Component
class InForce implements LiveEndpoints {
  private final ConcurrentNavigableMap<String, Served> served = new ConcurrentSkipListMap<>();

  @Override
  public Optional<LiveEndpoint> find(String name) {
    return Optional.ofNullable(served.get(name)).map(Served::endpoint);
  }

  @Override
  public List<LiveEndpoint> all() {
    return served.values().stream().map(Served::endpoint).collect(ImmutableList.toImmutableList());
  }

  @Override
  public Optional<Lease> lease(String name) {
    while (true) {
      Served present = served.get(name);
      if (present == null) {
        return Optional.empty();
      }
      if (present.enter()) {
        return Optional.of(present);
      }
      // It was replaced between the two: its follower is in the map already.
    }
  }

  /** Puts an endpoint in the place of the one before it, which gives up its holds when its last request ends. */
  void put(LiveEndpoint endpoint, List<SharedModels.Hold> holds) {
    Served before = served.put(endpoint.definition().name().value(), new Served(endpoint, holds));
    close(before);
  }

  /** Stops serving; what is under way ends first. */
  void clear() {
    while (!served.isEmpty()) {
      close(served.pollFirstEntry().getValue());
    }
  }

  private static void close(@Nullable Served before) {
    if (before != null) {
      before.close();
    }
  }

  /** One endpoint and the number of those who use it: its requests, and the map while it is in force. */
  private static final class Served implements Lease {
    private final LiveEndpoint endpoint;
    private final ImmutableList<SharedModels.Hold> holds;
    private final AtomicInteger users = new AtomicInteger(1);

    Served(LiveEndpoint endpoint, List<SharedModels.Hold> holds) {
      this.endpoint = endpoint;
      this.holds = ImmutableList.copyOf(holds);
    }

    boolean enter() {
      return users.getAndUpdate(count -> count == 0 ? 0 : count + 1) > 0;
    }

    @Override
    public LiveEndpoint endpoint() {
      return endpoint;
    }

    @Override
    public void close() {
      if (users.decrementAndGet() == 0) {
        holds.forEach(SharedModels.Hold::close);
      }
    }
  }
}
