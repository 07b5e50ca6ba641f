package io.signalbox.features.offline;

import io.signalbox.features.FeaturesException;
import io.signalbox.features.Micros;
import io.signalbox.features.RowSchema;
import io.signalbox.features.Spine;
import io.signalbox.features.TrainingQuery;
import java.sql.SQLException;

/** Makes the table {@code spine} of a training set's questions: their number {@code _row}, their moment {@code _t}, and their columns. */
final class SpineTable {

  private SpineTable() {}

  /** Of a view's rows, of those that were sent again or corrected the one known last; rows that were handed in as they came. */
  static void make(Queries queries, TrainingQuery query, String source) throws SQLException {
    Spine spine = query.spine();
    String columns = Sql.names(query.columns()) + ", " + Sql.name(spine.label());
    String time = Sql.name(spine.time());
    // From inclusive, until exclusive, known-by inclusive.
    String asked = "%1$s >= %2$s AND %1$s < %3$s"
        .formatted(time, Sql.moment(Micros.of(spine.from())), Sql.moment(Micros.of(spine.until())));
    String known = "_known <= " + Micros.of(spine.knownBy());
    queries.execute("""
        CREATE TEMP TABLE spine AS
        SELECT row_number() OVER (ORDER BY %1$s) AS _row, epoch_us(%2$s) AS _t, %3$s
        FROM %4$s
        WHERE %5$s AND %6$s AND %7$s
        """.formatted(
            query.asTheyCame() ? "_sequence" : time + ", _sequence",
            time,
            columns,
            source,
            asked,
            known,
            query.asTheyCame() ? "true" : isLast(queries, query, source, asked, known)));
    if (queries.count("SELECT count(*) FROM spine") == 0) {
      throw new FeaturesException.Invalid(
          "spine: no rows of %s with %s from %s until %s known by %s (expected: at least 1)"
              .formatted(spine.view(), spine.time(), spine.from(), spine.until(), spine.knownBy()));
    }
  }

  private static String isLast(
      Queries queries, TrainingQuery query, String source, String asked, String known)
      throws SQLException {
    RowSchema rows = query.spineRows().schema();
    // Where the moment is the event's own, all rows of an event are asked about or none; else a
    // correction may have moved it.
    boolean isOfEvent = rows.eventTime().filter(query.spine().time()::equals).isPresent();
    String where = isOfEvent ? asked + " AND " + known : known;
    return Repeats.find(queries, rows, source, where, "spine_replaced").isLast();
  }
}
