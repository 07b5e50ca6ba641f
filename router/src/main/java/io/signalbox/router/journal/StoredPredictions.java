package io.signalbox.router.journal;

import io.signalbox.features.Table;
import io.signalbox.router.EndpointName;
import io.signalbox.router.Predictions;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import javax.sql.DataSource;
import org.postgresql.PGConnection;
import org.postgresql.copy.CopyOut;
import org.springframework.dao.DataAccessResourceFailureException;
import org.springframework.stereotype.Component;

/** Reads predictions back by binary COPY: a row costs a microsecond or two, and no more than one is held. */
@Component
class StoredPredictions implements Predictions {

  private static final Instant FIRST = Instant.parse("0001-01-01T00:00:00Z");
  private static final Instant LAST = Instant.parse("9999-01-01T00:00:00Z");

  /** Before the first row the database may sort a year of them, and says nothing meanwhile. */
  private static final Duration SILENCE = Duration.ofMinutes(30);

  private final DataSource database;
  private final FeatureLayouts layouts;

  StoredPredictions(DataSource database, FeatureLayouts layouts) {
    this.database = database;
    this.layouts = layouts;
  }

  @Override
  public void scored(
      EndpointName endpoint, Instant from, Instant until, Consumer<Scored> consumer) {
    String query = """
        SELECT p.predicted_at, p.id, p.unit, p.model_version, p.score, p.shadow_versions, p.shadow_scores,
          o.value, o.reported_at
        FROM router.predictions p
        LEFT JOIN router.outcomes o ON o.predicted_at = p.predicted_at AND o.prediction_id = p.id
          AND %s
        WHERE p.endpoint = '%s' AND %s
        ORDER BY p.predicted_at, p.id""".formatted(between("o", from, until), endpoint, between("p", from, until));
    copy(query, row -> consumer.accept(ScoredRow.read(row)));
  }

  @Override
  public Table features(
      EndpointName endpoint,
      Instant from,
      Instant until,
      Optional<Integer> version,
      List<String> columns) {
    String query = """
        SELECT p.layout, p.numbers, p.integers, p.texts FROM router.predictions p
        WHERE p.endpoint = '%s' AND %s %s
        ORDER BY p.predicted_at, p.id""".formatted(
            endpoint,
            between("p", from, until),
            version.map(wanted -> "AND p.model_version = " + wanted).orElse(""));
    FeatureReader reader = new FeatureReader(columns, layouts);
    copy(query, reader::add);
    return reader.toTable();
  }

  /** COPY takes no parameters: these are instants, a number, and a name that holds letters, digits, {@code _ . -} only. */
  static String between(String table, Instant from, Instant until) {
    return "%1$s.predicted_at >= '%2$s' AND %1$s.predicted_at < '%3$s'"
        .formatted(table, storable(from), storable(until));
  }

  private static Instant storable(Instant at) {
    return at.isBefore(FIRST) ? FIRST : at.isAfter(LAST) ? LAST : at;
  }

  void copy(String query, Consumer<TupleReader> consumer) {
    try (Connection connection = database.getConnection()) {
      connection.setNetworkTimeout(Runnable::run, Math.toIntExact(SILENCE.toMillis()));
      CopyOut copy = connection
          .unwrap(PGConnection.class)
          .getCopyAPI()
          .copyOut("COPY (" + query + ") TO STDOUT (FORMAT binary)");
      try {
        TupleReader reader = new TupleReader();
        for (byte[] bytes = copy.readFromCopy(); bytes != null; bytes = copy.readFromCopy()) {
          if (reader.next(bytes)) {
            consumer.accept(reader);
          }
        }
      } finally {
        if (copy.isActive()) {
          copy.cancelCopy(); // the consumer threw
        }
      }
    } catch (SQLException e) {
      throw new DataAccessResourceFailureException("predictions cannot be read", e);
    }
  }
}
