package io.signalbox.features;

import io.signalbox.features.OfflineStore.Known;
import io.signalbox.features.OfflineStore.StoredFile;
import java.nio.file.Path;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

/** Which files hold rows. A file that is not listed here does not count, whatever lies on disk. */
@Repository
class RowFiles {

  private final JdbcClient jdbc;

  RowFiles(JdbcClient jdbc) {
    this.jdbc = jdbc;
  }

  List<StoredFile> of(RowSchema schema) {
    return jdbc.sql("""
            SELECT path, partition, rows, first_event, last_event, first_known, last_known FROM features.files
            WHERE view = ? AND history = ?
            ORDER BY partition, path
            """)
        .params(schema.view(), schema.history())
        .query((rs, row) -> file(rs))
        .list();
  }

  List<Path> all() {
    return jdbc.sql("SELECT path FROM features.files")
        .query((rs, row) -> Path.of(rs.getString("path")))
        .list();
  }

  /** A file, and of which history its rows are. */
  record Listed(String view, int history, StoredFile file) {}

  /** All of them, by path. */
  List<Listed> listed() {
    return jdbc.sql("""
            SELECT view, history, path, partition, rows, first_event, last_event, first_known, last_known
            FROM features.files
            ORDER BY path
            """)
        .query((rs, row) -> new Listed(rs.getString("view"), rs.getInt("history"), file(rs)))
        .list();
  }

  private static StoredFile file(ResultSet rs) throws SQLException {
    return new StoredFile(
        Path.of(rs.getString("path")),
        rs.getString("partition"),
        rs.getLong("rows"),
        rs.getLong("first_event"),
        rs.getLong("last_event"),
        known(rs));
  }

  private static Optional<Known> known(ResultSet rs) throws SQLException {
    var known = new Known(rs.getLong("first_known"), rs.getLong("last_known"));
    return rs.wasNull() ? Optional.empty() : Optional.of(known);
  }

  void add(RowSchema schema, List<StoredFile> files) {
    for (StoredFile file : files) {
      Known known = file.known().orElseThrow(); // as every file that is written now
      jdbc.sql("""
              INSERT INTO features.files (path, view, history, partition, rows, first_event, last_event, first_known,
                last_known)
              VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)
              """)
          .params(
              file.path().toString(),
              schema.view(),
              schema.history(),
              file.partition(),
              file.rows(),
              file.firstEventMicros(),
              file.lastEventMicros(),
              known.firstMicros(),
              known.lastMicros())
          .update();
    }
  }

  /** Returns how many there were still. */
  int remove(List<StoredFile> files) {
    String[] paths = files.stream().map(file -> file.path().toString()).toArray(String[]::new);
    return jdbc.sql("DELETE FROM features.files WHERE path = ANY (?::text[])")
        .params((Object) paths)
        .update();
  }
}
