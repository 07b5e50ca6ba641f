package io.signalbox.features;

import com.zaxxer.hikari.HikariDataSource;
import io.signalbox.features.EntityDefinition.JoinKey;
import io.signalbox.features.FeatureViewDefinition.Partition;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.springframework.jdbc.core.simple.JdbcClient;

/** A server that builds the training set of {@link AsOfBenchmark}, each round anew: from the request to the record of what was built. */
final class AsOfBuild {

  static final int FEATURES = 10;
  static final Duration TTL = Duration.ofDays(7);

  private AsOfBuild() {}

  /** Database's address, user and password, the folder, the rounds, the memory of DuckDB. */
  public static void main(String[] arguments) throws IOException {
    Path home = Path.of(arguments[3]);
    var spine = new Spine(
        "questions",
        "asked_at",
        "label",
        AsOfBenchmark.START,
        AsOfBenchmark.END,
        AsOfBenchmark.END);
    try (HikariDataSource database = pool(arguments);
        FeatureServer server = AsOfBenchmark.server(database, home, arguments[5])) {
      for (int round = 1; round <= Integer.parseInt(arguments[4]); round++) {
        JdbcClient.create(database).sql("DELETE FROM features.training_sets").update();
        long started = System.nanoTime();
        long cpu = AsOfBenchmark.cpuNanos();
        TrainingSet set = server.features().trainingSet("all", spine);
        System.out.printf(
            "signalbox, round %d: %,d rows in %.2f s (%.2f s of CPU), peak %d MiB, found %,d, missing f0 %,d%n",
            round,
            set.rows(),
            AsOfBenchmark.seconds(started),
            (AsOfBenchmark.cpuNanos() - cpu) / 1e9,
            AsOfBenchmark.peakMebibytes(),
            set.lookups().getFirst().found(),
            set.nulls().get("f0"));
        Files.move(
            home.resolve("features/training-sets/" + set.id().hash() + ".parquet"),
            made(home),
            StandardCopyOption.REPLACE_EXISTING);
      }
    }
  }

  private static HikariDataSource pool(String[] arguments) {
    HikariDataSource pool = new HikariDataSource();
    pool.setJdbcUrl(arguments[0]);
    pool.setUsername(arguments[1]);
    pool.setPassword(arguments[2]);
    return pool;
  }

  static Path made(Path home) {
    return home.resolve("signalbox.parquet");
  }

  static List<String> names() {
    return IntStream.range(0, FEATURES).mapToObj(i -> "f" + i).toList();
  }

  static List<Definition> entities() {
    return List.of(entity("driver", "driver"), entity("question", "id"));
  }

  static FeatureViewDefinition questions() {
    return view(
        "questions",
        "question",
        "asked_at",
        Optional.empty(),
        List.of(column("driver", ValueType.INT64), column("label", ValueType.FLOAT64)),
        Partition.YEAR,
        false);
  }

  static FeatureViewDefinition readings(boolean online, Partition partition) {
    return view(
        "readings",
        "driver",
        "read_at",
        Optional.of("known_at"),
        names().stream().map(it -> column(it, ValueType.FLOAT64)).toList(),
        partition,
        online);
  }

  static FeatureServiceDefinition service() {
    return new FeatureServiceDefinition(
        "all",
        List.of(),
        names().stream().map(it -> FeatureReference.parse("readings:" + it)).toList());
  }

  private static EntityDefinition entity(String name, String key) {
    return new EntityDefinition(name, Optional.empty(), List.of(new JoinKey(key, ValueType.INT64)));
  }

  private static ColumnDefinition column(String name, ValueType type) {
    return new ColumnDefinition(name, type, Optional.of(true));
  }

  private static FeatureViewDefinition view(
      String name,
      String entity,
      String event,
      Optional<String> known,
      List<ColumnDefinition> columns,
      Partition partition,
      boolean online) {
    return new FeatureViewDefinition(
        name,
        Optional.empty(),
        entity,
        event,
        known,
        Optional.empty(),
        Optional.of(TTL),
        Optional.empty(),
        Optional.of(partition),
        Optional.of(online),
        columns,
        List.of());
  }
}
