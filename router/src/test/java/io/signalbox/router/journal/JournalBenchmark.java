package io.signalbox.router.journal;

import com.google.common.primitives.ImmutableIntArray;
import io.signalbox.features.Column;
import io.signalbox.features.Field;
import io.signalbox.features.ValueType;
import io.signalbox.migrations.Migrations;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;

/**
 * How many durable predictions a journal takes a second, and how fast it drains into a PostgreSQL that syncs. Run by {@code
 * server/bench/journal}; arguments: a folder on the disk to measure, callers, seconds, records to drain.
 */
final class JournalBenchmark {

  private static final int FEATURES = 10;
  private static final FeatureLayout LAYOUT = FeatureLayout.of(
      Optional.empty(),
      0,
      IntStream.range(0, FEATURES)
          .mapToObj(i -> new Field("x[" + i + "]", ValueType.FLOAT64, true))
          .toList());
  private static final List<Column> VALUES = IntStream.range(0, FEATURES)
      .<Column>mapToObj(i -> new Column.Doubles("x[" + i + "]", new double[] {i / 3.0}))
      .toList();

  private JournalBenchmark() {}

  public static void main(String[] arguments) throws Exception {
    Path folder = Files.createTempDirectory(Path.of(arguments[0]), "journal-bench");
    int callers = Integer.parseInt(arguments[1]);
    int seconds = Integer.parseInt(arguments[2]);
    PredictionIds ids = new PredictionIds(Clock.systemUTC());
    System.out.printf("record: %d bytes%n", record(ids).toTuple().length);
    try (Journal journal = Journal.open(folder.resolve("journal"), Journal.Bounds.USUAL)) {
      append(journal, ids, callers, Math.min(seconds, 5)); // to warm up
      append(journal, ids, callers, seconds);
    }
    try (Journal journal = Journal.open(folder.resolve("backlog"), Journal.Bounds.USUAL)) {
      drain(journal, ids, Integer.parseInt(arguments[3]), folder);
    }
  }

  private static PredictionRecord record(PredictionIds ids) {
    return new PredictionRecord(
        ids.next(),
        "bench",
        Optional.of("N14228"),
        1,
        1,
        0.5,
        ImmutableIntArray.of(),
        new double[0],
        LAYOUT,
        VALUES,
        0,
        Optional.empty());
  }

  private static void append(Journal journal, PredictionIds ids, int callers, int seconds)
      throws InterruptedException {
    long cpu = cpuNanos();
    long begin = System.nanoTime();
    long end = begin + Duration.ofSeconds(seconds).toNanos();
    List<long[]> latencies = new ArrayList<>();
    AtomicLong count = new AtomicLong();
    List<Thread> threads = new ArrayList<>();
    for (int i = 0; i < callers; i++) {
      threads.add(Thread.ofVirtual().start(() -> {
        var mine = new long[1 << 16];
        int calls = 0;
        for (long now = System.nanoTime(); now < end && calls < mine.length; ) {
          journal.predictions(List.of(record(ids)), true).await();
          long after = System.nanoTime();
          mine[calls++] = after - now;
          now = after;
        }
        count.addAndGet(calls);
        synchronized (latencies) {
          latencies.add(Arrays.copyOf(mine, calls));
        }
      }));
    }
    for (Thread thread : threads) {
      thread.join();
    }
    double elapsed = (System.nanoTime() - begin) / 1e9;
    long[] sorted = latencies.stream().flatMapToLong(Arrays::stream).sorted().toArray();
    System.out.printf(
        "append: %d callers, %,.0f durable records/s, p50 %.2f ms, p99 %.2f ms, %.1f us CPU a record%n",
        callers,
        count.get() / elapsed,
        sorted[sorted.length / 2] / 1e6,
        sorted[(int) (sorted.length * 0.99)] / 1e6,
        (cpuNanos() - cpu) / 1e3 / count.get());
  }

  private static void drain(Journal journal, PredictionIds ids, int records, Path folder)
      throws Exception {
    for (int done = 0; done < records; done += 1000) {
      journal
          .predictions(IntStream.range(0, 1000).mapToObj(i -> record(ids)).toList(), true)
          .await();
    }
    try (EmbeddedPostgres postgres = EmbeddedPostgres.builder()
        .setDataDirectory(folder.resolve("postgres"))
        .setServerConfig("fsync", "on")
        .setServerConfig("synchronous_commit", "on")
        .setServerConfig("full_page_writes", "on")
        .start()) {
      Migrations.apply(postgres.getPostgresDatabase());
      long begin = System.nanoTime();
      try (Drainer drainer = new Drainer(journal, postgres.getPostgresDatabase())) {
        drainer.start();
        while (!drainer.await(Duration.ofMinutes(1))) {
          System.out.println("backlog " + journal.backlog());
        }
        System.out.printf(
            "drain: %,d records, %,.0f rows/s%n",
            records, records / ((System.nanoTime() - begin) / 1e9));
      }
      read(postgres, records);
    }
  }

  private static void read(EmbeddedPostgres postgres, int records) {
    var stored = new StoredPredictions(
        postgres.getPostgresDatabase(),
        new FeatureLayouts(org.springframework.jdbc.core.simple.JdbcClient.create(
            postgres.getPostgresDatabase())));
    for (int i = 0; i < 3; i++) {
      long begin = System.nanoTime();
      var count = new AtomicLong();
      stored.scored(
          new io.signalbox.router.EndpointName("bench"),
          java.time.Instant.EPOCH,
          java.time.Instant.now().plusSeconds(60),
          row -> count.incrementAndGet());
      System.out.printf(
          "read: %,d of %,d scored in %.3f s%n",
          count.get(), records, (System.nanoTime() - begin) / 1e9);
    }
  }

  private static long cpuNanos() {
    return ((com.sun.management.OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean())
        .getProcessCpuTime();
  }
}
