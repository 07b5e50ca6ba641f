package io.signalbox.features;

import io.signalbox.features.OfflineStore.StoredFile;
import java.nio.file.Path;
import java.util.List;
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
            SELECT path, partition, rows, first_event, last_event FROM features.files
            WHERE view = ? AND history = ?
            ORDER BY partition, path
            """)
        .params(schema.view(), schema.history())
        .query((rs, row) -> new StoredFile(
            Path.of(rs.getString("path")),
            rs.getString("partition"),
            rs.getLong("rows"),
            rs.getLong("first_event"),
            rs.getLong("last_event")))
        .list();
  }

  List<Path> all() {
    return jdbc.sql("SELECT path FROM features.files")
        .query((rs, row) -> Path.of(rs.getString("path")))
        .list();
  }

  void add(RowSchema schema, List<StoredFile> files) {
    for (StoredFile file : files) {
      jdbc.sql("""
              INSERT INTO features.files (path, view, history, partition, rows, first_event, last_event)
              VALUES (?, ?, ?, ?, ?, ?, ?)
              """)
          .params(
              file.path().toString(),
              schema.view(),
              schema.history(),
              file.partition(),
              file.rows(),
              file.firstEventMicros(),
              file.lastEventMicros())
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
