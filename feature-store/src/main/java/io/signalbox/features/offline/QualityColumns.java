package io.signalbox.features.offline;

import static java.util.stream.Collectors.joining;

import com.google.common.collect.ImmutableList;
import io.signalbox.features.Column;
import io.signalbox.features.FeaturesException;
import io.signalbox.features.Field;
import io.signalbox.features.QualityFound;
import io.signalbox.features.QualityMeasure;
import io.signalbox.features.QualityQuery;
import io.signalbox.features.Tier;
import io.signalbox.features.TrainingQuery;
import io.signalbox.features.ValueType;
import java.sql.SQLException;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.duckdb.DuckDBAppender;

/** Scores joined rows by the arithmetic that scores them online, and leaves out what is below a tier. */
final class QualityColumns {

  private final Queries queries;
  private final TrainingQuery query;
  private final QualityQuery quality;
  private final Map<Tier, Long> tiers = new EnumMap<>(Tier.class);

  QualityColumns(Queries queries, TrainingQuery query, QualityQuery quality) {
    this.queries = queries;
    this.query = query;
    this.quality = quality;
  }

  /** Gives the table {@code joined} two columns more, and perhaps fewer rows. */
  QualityFound add() throws SQLException {
    queries.execute("CREATE TEMP TABLE quality (_row BIGINT, _score DOUBLE, _tier VARCHAR)");
    score(read());
    queries.execute("""
        CREATE TEMP TABLE scored AS
        SELECT j.*, q._score AS %s, q._tier AS %s FROM joined j JOIN quality q ON q._row = j._row
        WHERE q._score >= %s
        """.formatted(
            Sql.name(QualityQuery.SCORE),
            Sql.name(QualityQuery.TIER),
            quality.least().least()));
    queries.execute("DROP TABLE joined");
    queries.execute("ALTER TABLE scored RENAME TO joined");
    long leftOut = tiers.entrySet().stream()
        .filter(it -> it.getKey().compareTo(quality.least()) > 0)
        .mapToLong(Map.Entry::getValue)
        .sum();
    if (queries.count("SELECT count(*) FROM joined") == 0) {
      throw new FeaturesException.Invalid(
          "rows: none is %s or better, %d are below (expected: at least 1)"
              .formatted(quality.least().word(), leftOut));
    }
    return new QualityFound(quality.least(), tiers, leftOut);
  }

  /** The row's number, its moment, how many features it has, and what was found in each view. */
  private List<Column> read() throws SQLException {
    var fields =
        ImmutableList.<Field>builder().add(number("_row"), number("_t"), number("_present"));
    for (int view = 0; view < quality.measure().views(); view++) {
      fields.add(number("_e" + view));
    }
    String present = query.plan().features().stream()
        .map(it -> "CASE WHEN %s IS NULL THEN 0 ELSE 1 END".formatted(Sql.name(it.name())))
        .collect(joining(" + "));
    List<Field> all = fields.build();
    return queries.read(
        "SELECT %s FROM (SELECT *, CAST(%s AS BIGINT) AS _present FROM joined)"
            .formatted(Sql.readable(all), present.isEmpty() ? "0" : present),
        all);
  }

  private void score(List<Column> columns) throws SQLException {
    long[] found = new long[quality.measure().views()];
    double[] contracts = new double[found.length];
    try (DuckDBAppender appender = queries.appender("quality")) {
      for (int row = 0; row < columns.getFirst().size(); row++) {
        queries.check();
        long at = at(columns.get(1), row);
        for (int view = 0; view < found.length; view++) {
          Column event = columns.get(3 + view);
          found[view] = event.isMissing(row) ? QualityMeasure.NOTHING : at(event, row);
          contracts[view] = quality.contracts().get(view).at(at);
        }
        double score =
            quality.measure().score(Math.toIntExact(at(columns.get(2), row)), found, contracts, at);
        Tier tier = Tier.of(score);
        tiers.merge(tier, 1L, Long::sum);
        appender.beginRow().append(at(columns.getFirst(), row)).append(score).append(tier.word());
        appender.endRow();
      }
    }
  }

  private static long at(Column column, int row) {
    return ((Column.Longs) column).at(row);
  }

  private static Field number(String name) {
    return new Field(name, ValueType.INT64, true);
  }
}
