package io.signalbox.registry.tracking;

import static org.assertj.core.api.Assertions.assertThat;

import io.signalbox.registry.RegistryServer;
import io.signalbox.registry.Tracking;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;

class TrackingIT {
  private static final RegistryServer SERVER = new RegistryServer();
  private static final Tracking TRACKING = SERVER.bean(Tracking.class);

  @AfterAll
  static void stop() {
    SERVER.close();
  }

  @Test
  void all_who_ask_for_a_new_experiment_at_once_get_the_same_one() throws Exception {
    int askers = 8;
    try (ExecutorService threads = Executors.newFixedThreadPool(askers)) {
      for (int round = 0; round < 20; round++) {
        String name = "race " + round;
        CyclicBarrier together = new CyclicBarrier(askers);
        List<Future<String>> asked = new ArrayList<>();
        for (int i = 0; i < askers; i++) {
          asked.add(threads.submit(() -> {
            together.await();
            return TRACKING.experiment(name);
          }));
        }

        Set<String> ids = new HashSet<>();
        for (Future<String> each : asked) {
          ids.add(each.get());
        }

        assertThat(ids).hasSize(1);
      }
    }
  }
}
