package io.signalbox.registry.tracking;

import static org.assertj.core.api.Assertions.assertThat;

import io.signalbox.registry.RegistryServer;
import io.signalbox.registry.Tracking;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;

class DatasetsIT {
  private static final RegistryServer SERVER = new RegistryServer();
  private static final Runs RUNS = SERVER.bean(Runs.class);
  private static final int CALLERS = 6;
  private static final int ROUNDS = 20;

  @AfterAll
  static void stop() {
    SERVER.close();
  }

  private static Dataset dataset(int round, int number) {
    return new Dataset(
        "d" + number, "round" + round, "local", "s", Optional.empty(), Optional.empty(), Map.of());
  }

  @Test
  void runs_that_read_the_same_new_datasets_in_any_order_do_not_disturb_each_other()
      throws Exception {
    String experiment = SERVER.bean(Tracking.class).experiment("datasets");
    List<String> runs = new ArrayList<>();
    for (int i = 0; i < CALLERS; i++) {
      runs.add(RUNS.create(new NewRun(experiment, "", "", i, Map.of())).info().id());
    }
    Random random = new Random(20130101);

    try (ExecutorService callers = Executors.newFixedThreadPool(CALLERS)) {
      for (int round = 0; round < ROUNDS; round++) {
        List<Future<?>> under = new ArrayList<>();
        for (String run : runs) {
          List<Dataset> shuffled = new ArrayList<>();
          for (int number = 0; number < 12; number++) {
            shuffled.add(dataset(round, number));
          }
          Collections.shuffle(shuffled, random);
          under.add(callers.submit(() -> RUNS.logInputs(run, shuffled, List.of())));
        }
        for (Future<?> each : under) {
          each.get();
        }
      }
    }

    assertThat(runs).allSatisfy(run -> assertThat(RUNS.get(run).datasets()).hasSize(12 * ROUNDS));
  }
}
