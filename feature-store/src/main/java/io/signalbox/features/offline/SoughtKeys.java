package io.signalbox.features.offline;

import io.signalbox.features.Field;
import java.sql.SQLException;
import java.util.List;

/**
 * The keys that a spine asks for, where they are few: rows of others need not be sorted, and as files are sorted by key, most of a file
 * need not be read. Where they are many, looking every row up costs more than it saves.
 */
final class SoughtKeys {

  private static final int FEW = 10_000;

  private SoughtKeys() {}

  /** What follows a FROM clause of rows to keep those of the keys of the table {@code spine}; nothing where they are many. */
  static String join(Queries queries, List<Field> keys, String table) throws SQLException {
    String names = Sql.names(keys);
    queries.execute("CREATE TEMP TABLE %s_keys AS SELECT DISTINCT %s FROM spine WHERE %s"
        .formatted(table, names, Sql.present(keys)));
    return queries.count("SELECT count(*) FROM " + table + "_keys") > FEW
        ? ""
        : " SEMI JOIN %s_keys USING (%s)".formatted(table, names);
  }
}
