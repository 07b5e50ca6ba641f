package io.signalbox.router.routing;

import static org.assertj.core.api.Assertions.assertThat;

import io.signalbox.router.RoutingTable;
import io.signalbox.router.Split;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** Changes of one endpoint that come between each other. */
class OvertakenIT extends WithReplica {
  private static final int ATTEMPTS = 5;

  @Test
  void a_change_that_is_overtaken_every_time_is_made_once_the_others_wait() {
    serving(1);
    var overtaking = new AtomicInteger();
    replica.models.whileLoading(() -> {
      if (overtaking.incrementAndGet() <= ATTEMPTS) {
        router.split(name, new Split(Map.of(1, 10_000), List.of()), none(), ALICE);
      }
    });

    RoutingTable table = split(Map.of(1, 9_000, 2, 1_000));

    assertThat(overtaking).hasValue(ATTEMPTS + 1);
    assertThat(table.version()).isEqualTo(ATTEMPTS + 2);
    assertThat(live().table()).isEqualTo(table);
    assertThat(router.history(name)).hasSize(ATTEMPTS + 2);
    assertThat(replica.models.open()).containsExactly(1, 2);
  }

  @Test
  void none_of_several_writers_is_refused() throws Exception {
    serving(1);
    split(Map.of(1, 5_000, 2, 5_000));
    int writers = 4;
    int rounds = 30;

    try (ExecutorService threads = Executors.newFixedThreadPool(writers)) {
      List<Future<?>> done = new ArrayList<>();
      for (int writer = 0; writer < writers; writer++) {
        boolean walksBack = writer == 0;
        int share = 1_000 * (writer + 1);
        done.add(threads.submit(() -> {
          for (int round = 0; round < rounds; round++) {
            split(Map.of(1, share, 2, 10_000 - share));
            if (walksBack) {
              rolledBackTo();
            }
          }
        }));
      }
      expectDone(done);
    }

    assertThat(router.history(name)).hasSize(2 + (writers + 1) * rounds);
    assertThat(live().table()).isEqualTo(router.history(name).getFirst());
  }

  private static void expectDone(List<Future<?>> all)
      throws InterruptedException, ExecutionException {
    for (Future<?> one : all) {
      one.get();
    }
  }
}
