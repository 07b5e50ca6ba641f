package io.signalbox.registry.artifact;

import java.time.Clock;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

/** Size and SHA-256 of what was written, by path. */
@Repository
class ArtifactRecords {
  private final JdbcClient jdbc;
  private final Clock clock;

  ArtifactRecords(JdbcClient jdbc, Clock clock) {
    this.jdbc = jdbc;
    this.clock = clock;
  }

  void put(String path, long bytes, byte[] sha256) {
    jdbc.sql("""
        INSERT INTO registry.artifacts (path, bytes, sha256, written_at) VALUES (?, ?, ?, ?)
        ON CONFLICT (path) DO UPDATE
          SET bytes = EXCLUDED.bytes, sha256 = EXCLUDED.sha256, written_at = EXCLUDED.written_at
        """)
        .params(path, bytes, sha256, OffsetDateTime.ofInstant(clock.instant(), ZoneOffset.UTC))
        .update();
  }

  /** Also of everything below it. */
  void delete(String path) {
    jdbc.sql("DELETE FROM registry.artifacts WHERE path = :path OR starts_with(path, :path || '/')")
        .param("path", path)
        .update();
  }
}
