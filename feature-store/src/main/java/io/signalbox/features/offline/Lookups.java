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
import org.duckdb.DuckDBConnection;

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

  /** Of a table {@code joined} with these columns and the moments {@code _t}. */
  List<Lookup> read(DuckDBConnection connection) throws SQLException {
    var lookups = new ArrayList<Lookup>();
    for (int i = 0; i < all.size(); i++) {
      View view = all.get(i).view();
      boolean aged = view instanceof View.Batch && view.rows().eventTime().isPresent();
      String ages = aged
          ? "quantile_disc(_t - _e%1$d, [0.5, 0.9, 0.99]), max(_t - _e%1$d)".formatted(i)
          : "NULL, NULL";
      String sql =
          "SELECT count(_e%1$d), count(*) FILTER (_b%1$d), %2$s FROM joined".formatted(i, ages);
      try (var statement = connection.createStatement();
          var result = statement.executeQuery(sql)) {
        result.next();
        lookups.add(lookup(view, result, aged));
      }
    }
    return lookups;
  }

  private static Lookup lookup(View view, ResultSet result, boolean aged) throws SQLException {
    long found = result.getLong(1);
    Optional<Lookup.Ages> ages = Optional.empty();
    if (aged && found > 0) {
      Object[] quantiles = (Object[]) result.getArray(3).getArray();
      ages = Optional.of(new Lookup.Ages(
          span(quantiles[0]), span(quantiles[1]), span(quantiles[2]), span(result.getLong(4))));
    }
    return new Lookup(view.name(), view.version(), found, result.getLong(2), ages);
  }

  private static Duration span(Object micros) {
    return Duration.of(((Number) micros).longValue(), ChronoUnit.MICROS);
  }
}
