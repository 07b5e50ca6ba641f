package io.signalbox.router.journal;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Notes when each version first answered at an endpoint, once: what is noted costs a look into a set. Used by one thread. */
final class Beginnings {
  private final Set<Answering> noted = new HashSet<>();

  private record Answering(String endpoint, int version) {}

  /** In the transaction of the predictions. Returns what to do when it has committed. */
  Runnable note(Connection connection, List<Slice> predictions) throws SQLException {
    Map<Answering, Instant> first = new HashMap<>();
    TupleReader row = new TupleReader();
    for (Slice prediction : predictions) {
      row.begin(prediction);
      Instant at = row.time();
      row.uuid();
      String endpoint = row.text();
      row.text(); // the unit
      row.integer(); // the table
      Answering answering = new Answering(String.valueOf(endpoint), row.integer());
      if (at != null && !noted.contains(answering)) {
        first.merge(answering, at, (one, other) -> one.isBefore(other) ? one : other);
      }
    }
    if (!first.isEmpty()) {
      insert(connection, first);
    }
    return () -> noted.addAll(first.keySet());
  }

  private static void insert(Connection connection, Map<Answering, Instant> first)
      throws SQLException {
    try (PreparedStatement insert = connection.prepareStatement("""
        INSERT INTO router.first_predictions AS f (endpoint, model_version, at) VALUES (?, ?, ?)
        ON CONFLICT (endpoint, model_version) DO UPDATE SET at = EXCLUDED.at WHERE EXCLUDED.at < f.at""")) {
      for (Map.Entry<Answering, Instant> each : first.entrySet()) {
        insert.setString(1, each.getKey().endpoint());
        insert.setInt(2, each.getKey().version());
        insert.setObject(3, OffsetDateTime.ofInstant(each.getValue(), ZoneOffset.UTC));
        insert.addBatch();
      }
      insert.executeBatch();
    }
  }
}
