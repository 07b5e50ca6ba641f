package io.signalbox.router.routing;

import io.signalbox.registry.Attribution;
import io.signalbox.router.EndpointName;
import java.time.Clock;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;
import tools.jackson.databind.node.ObjectNode;

/** The rows of {@code router.changes}: who changed what, when and why; only ever added to. */
@Repository
class Changes {
  private final JdbcClient jdbc;
  private final Clock clock;

  Changes(JdbcClient jdbc, Clock clock) {
    this.jdbc = jdbc;
    this.clock = clock;
  }

  /** Adds a change of an endpoint, in the transaction that makes it. */
  void add(EndpointName endpoint, String action, Attribution why, ObjectNode detail) {
    jdbc.sql("""
            INSERT INTO router.changes (at, author, reason, subject, action, detail)
            VALUES (:at, :author, :reason, :subject, :action, CAST(:detail AS jsonb))
            """)
        .param("at", OffsetDateTime.ofInstant(clock.instant(), ZoneOffset.UTC))
        .param("author", why.author())
        .param("reason", why.reason())
        .param("subject", "endpoint " + endpoint)
        .param("action", action)
        .param("detail", detail.toString())
        .update();
  }
}
