package io.signalbox.monitor;

import io.signalbox.features.Column;
import io.signalbox.features.Table;
import io.signalbox.features.ValueType;
import io.signalbox.router.Predictions;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * 80,640 predictions in 42 daily partitions, two versions, 25 features: in the fake and, by the same arithmetic, in the router's own
 * tables.
 */
final class SixWeeks {
  static final Instant START = Instant.parse("2013-04-15T00:00:00Z");
  static final int DAYS = 42;
  static final int A_DAY = 1_920; // one each 45 seconds
  static final int NUMBERS = 20;
  static final int TEXTS = 5;

  private SixWeeks() {}

  static void fill(MonitorWorld world) {
    for (int row = 0; row < DAYS * A_DAY; row++) {
      add(world, row);
    }
  }

  private static void add(MonitorWorld world, int row) {
    Map<String, Object> logged = new LinkedHashMap<>();
    for (int k = 0; k < NUMBERS; k++) {
      logged.put("number_" + k, number(row, k));
    }
    for (int k = 0; k < TEXTS; k++) {
      logged.put("text_" + k, text(row, k));
    }
    Instant at = START.plusSeconds(45L * row);
    int live = row % 3000 % 10 == 0 ? 4 : 3;
    Optional<Predictions.Outcome> outcome = row % 50 == 0
        ? Optional.empty()
        : Optional.of(new Predictions.Outcome(row * 31L % 4 == 0 ? 1 : 0, at.plusSeconds(7200)));
    world.predictions.add(
        new Predictions.Scored(
            "p" + row,
            at,
            row % 100 == 7 ? Optional.empty() : Optional.of("N" + row % 3000),
            live,
            score(row, live == 4 ? 104_729 : 7_919),
            List.of(7 - live),
            List.of(score(row, live == 4 ? 7_919 : 104_729)),
            outcome),
        logged);
  }

  /** The same rows by the same arithmetic, which is exact in both. */
  static void store(JdbcClient jdbc) {
    for (int day = 0; day < DAYS; day++) {
      for (String table : List.of("predictions", "outcomes")) {
        jdbc.sql(
                "CREATE TABLE router.%1$s_%2$d PARTITION OF router.%1$s FOR VALUES FROM ('%3$s') TO ('%4$s')"
                    .formatted(
                        table,
                        day,
                        START.plus(Duration.ofDays(day)),
                        START.plus(Duration.ofDays(day + 1))))
            .update();
      }
    }
    jdbc.sql("""
            INSERT INTO router.feature_layouts (id, feature_service, service_version, names, types)
            SELECT 1, 'flight_live', 1,
              ARRAY(SELECT 'number_' || k FROM generate_series(0, 19) k) || ARRAY(SELECT 'text_' || k FROM generate_series(0, 4) k),
              array_fill('float64'::text, ARRAY[20]) || array_fill('string'::text, ARRAY[5])
            """).update();
    jdbc.sql("""
            INSERT INTO router.predictions
              (predicted_at, id, endpoint, unit, table_version, model_version, score, shadow_versions,
               shadow_scores, layout, numbers, integers, texts)
            SELECT CAST(:start AS timestamptz) + i * interval '45 seconds', md5(i::text)::uuid, 'flight_delay',
              CASE WHEN i % 100 <> 7 THEN 'N' || i % 3000 END, 1,
              CASE WHEN i % 3000 % 10 = 0 THEN 4 ELSE 3 END,
              CASE WHEN i % 3000 % 10 = 0 THEN b ELSE a END,
              ARRAY[CASE WHEN i % 3000 % 10 = 0 THEN 3 ELSE 4 END],
              ARRAY[CASE WHEN i % 3000 % 10 = 0 THEN a ELSE b END],
              1,
              ARRAY(SELECT ((i * (k + 3) * 37) % 997)::float8 / 10 FROM generate_series(0, 19) k), '{}',
              ARRAY(SELECT 'c' || (i * (k + 1)) % 12 FROM generate_series(0, 4) k)
            FROM (
              SELECT i, 0.1::float8 + 0.8::float8 * ((i * 7919) % 1000)::float8 / 1000 AS a,
                0.1::float8 + 0.8::float8 * ((i * 104729) % 1000)::float8 / 1000 AS b
              FROM generate_series(0::bigint, :rows - 1) i) scores
            """)
        .param("start", START.toString())
        .param("rows", (long) DAYS * A_DAY)
        .update();
    jdbc.sql("""
            INSERT INTO router.outcomes (predicted_at, prediction_id, value, reported_at)
            SELECT CAST(:start AS timestamptz) + i * interval '45 seconds', md5(i::text)::uuid,
              CASE WHEN i * 31 % 4 = 0 THEN 1 ELSE 0 END,
              CAST(:start AS timestamptz) + i * interval '45 seconds' + interval '2 hours'
            FROM generate_series(0::bigint, :rows - 1) i WHERE i % 50 <> 0
            """)
        .param("start", START.toString())
        .param("rows", (long) DAYS * A_DAY)
        .update();
    jdbc.sql("ANALYZE router.predictions, router.outcomes").update();
  }

  private static double score(long row, int factor) {
    return 0.1 + 0.8 * (double) (row * factor % 1000) / 1000;
  }

  private static double number(long row, int k) {
    return (double) (row * (k + 3) * 37 % 997) / 10;
  }

  private static String text(long row, int k) {
    return "c" + row * (k + 1) % 12;
  }

  /** 90,000 rows in 90 days, not quite like the predictions. */
  static Table trainingSet() {
    int rows = 90_000;
    long[] times = new long[rows];
    List<Column> columns = new ArrayList<>();
    for (int row = 0; row < rows; row++) {
      times[row] =
          START.minus(Duration.ofDays(90)).plusSeconds(86L * row).getEpochSecond() * 1_000_000;
    }
    columns.add(new Column.Longs("asked_at", ValueType.TIMESTAMP, times, new BitSet()));
    for (int k = 0; k < NUMBERS; k++) {
      double[] values = new double[rows];
      for (int row = 0; row < rows; row++) {
        values[row] = number(row * 13L + 5, k);
      }
      columns.add(new Column.Doubles("number_" + k, values));
    }
    for (int k = 0; k < TEXTS; k++) {
      List<String> values = new ArrayList<>();
      for (int row = 0; row < rows; row++) {
        values.add(text(row * 13L + 5, k));
      }
      columns.add(new Column.Texts("text_" + k, values));
    }
    return new Table(rows, columns);
  }
}
