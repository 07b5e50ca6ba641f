package io.signalbox.features.offline;

import io.signalbox.features.Lookup;
import io.signalbox.features.View;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Counts what a join found in each view, and how old it was. */
final class Lookups {

  private record One(View view, String found, String isBeyond) {}

  private final List<One> all = new ArrayList<>();

  /**
   * One view, as the join sees it.
   *
   * @param found SQL: the time of the event that was found, of a window the latest; missing where nothing was
   * @param isBeyond SQL: whether there was something older than the ttl only
   */
  void add(View view, String found, String isBeyond) {
    all.add(new One(view, found, isBeyond));
  }

  /** What {@link #read} needs of the joined rows. */
  List<String> columns() {
    var columns = new ArrayList<String>();
    for (int i = 0; i < all.size(); i++) {
      columns.add("%s AS _e%d".formatted(all.get(i).found(), i));
      columns.add("%s AS _b%d".formatted(all.get(i).isBeyond(), i));
    }
    return columns;
  }

  /** What a FROM clause says to read the rows of a view with a ttl that are beyond it for every question. */
  interface Older {
    String of(View.Batch view) throws SQLException;
  }

  /** Of a table {@code joined} with these columns, the keys and the moments {@code _t}. */
  List<Lookup> read(Queries queries, Older older) throws SQLException {
    var lookups = new ArrayList<Lookup>();
    for (int i = 0; i < all.size(); i++) {
      View view = all.get(i).view();
      boolean aged = view instanceof View.Batch && view.rows().eventTime().isPresent();
      String ages = aged
          ? "quantile_disc(_t - _e%1$d, [0.5, 0.9, 0.99]), max(_t - _e%1$d)".formatted(i)
          : "NULL, NULL";
      long beyond = view instanceof View.Batch batch && batch.ttlMicros().isPresent()
          ? beyond(queries, batch, older, i)
          : 0;
      String sql =
          "SELECT count(_e%1$d), count(*) FILTER (_b%1$d), %2$s FROM joined".formatted(i, ages);
      try (var statement = queries.connection().createStatement();
          var result = statement.executeQuery(sql)) {
        result.next();
        lookups.add(lookup(view, result, beyond, aged));
      }
    }
    return lookups;
  }

  /** Of the rows for which the join found nothing, those whose key had something before all that the join was given. */
  private static long beyond(Queries queries, View.Batch view, Older older, int place)
      throws SQLException {
    String keys = Sql.names(view.keys());
    String missed = "missed" + place;
    queries.execute("""
        CREATE TEMP TABLE %1$s AS
        SELECT %2$s, _t FROM joined WHERE _e%3$d IS NULL AND NOT _b%3$d AND %4$s
        """.formatted(missed, keys, place, Sql.present(view.keys())));
    if (queries.count("SELECT count(*) FROM " + missed) == 0) {
      return 0; // most often, and then old files are not read
    }
    return queries.count(
        """
        SELECT count(*) FROM %1$s m JOIN (
          SELECT %2$s, min(greatest(_event, _known)) AS _from
          FROM (SELECT %2$s, _event, _known FROM %3$s) SEMI JOIN %1$s USING (%2$s)
          GROUP BY %2$s) o ON %4$s AND o._from <= m._t
        """.formatted(missed, keys, older.of(view), Sql.equal("m", "o", view.keys())));
  }

  private static Lookup lookup(View view, ResultSet result, long beyond, boolean aged)
      throws SQLException {
    long found = result.getLong(1);
    Optional<Lookup.Ages> ages = Optional.empty();
    if (aged && found > 0) {
      Object[] quantiles = (Object[]) result.getArray(3).getArray();
      ages = Optional.of(new Lookup.Ages(
          span(quantiles[0]), span(quantiles[1]), span(quantiles[2]), span(result.getLong(4))));
    }
    return new Lookup(view.name(), view.version(), found, result.getLong(2) + beyond, ages);
  }

  private static Duration span(Object micros) {
    return Duration.of(((Number) micros).longValue(), ChronoUnit.MICROS);
  }
}
