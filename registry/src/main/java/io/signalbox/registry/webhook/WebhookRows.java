package io.signalbox.registry.webhook;

import io.signalbox.registry.Attribution;
import io.signalbox.registry.delivery.Outbox;
import io.signalbox.registry.search.Page;
import io.signalbox.registry.search.PageRequest;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;
import org.springframework.transaction.annotation.Transactional;
import tools.jackson.databind.json.JsonMapper;

/** Webhooks as they are stored; each change with a line of history. */
@Repository
@Transactional
class WebhookRows {
  static final String KIND = "webhook";

  private final JdbcClient jdbc;
  private final Outbox outbox;
  private final Clock clock;

  WebhookRows(JdbcClient jdbc, Outbox outbox, Clock clock) {
    this.jdbc = jdbc;
    this.outbox = outbox;
    this.clock = clock;
  }

  /** A webhook with what signs its messages. */
  record Signed(Webhook webhook, String secret) {}

  public void insert(Signed signed, Attribution why) {
    Webhook webhook = signed.webhook();
    jdbc.sql("""
            INSERT INTO registry.webhooks (webhook_id, name, description, url, secret, active, events,
              created_millis, updated_millis)
            VALUES (:id, :name, :description, :url, :secret, :active, :events, :created, :updated)
            """)
        .param("id", webhook.id())
        .param("name", webhook.name())
        .param("description", webhook.description())
        .param("url", webhook.url())
        .param("secret", signed.secret())
        .param("active", webhook.active())
        .param("events", names(webhook.events()))
        .param("created", webhook.createdAt().toEpochMilli())
        .param("updated", webhook.updatedAt().toEpochMilli())
        .update();
    note(webhook, "created", why);
  }

  public void update(Signed signed, Attribution why) {
    Webhook webhook = signed.webhook();
    jdbc.sql("""
            UPDATE registry.webhooks SET name = :name, description = :description, url = :url,
              secret = :secret, active = :active, events = :events, updated_millis = :updated
            WHERE webhook_id = :id AND NOT deleted
            """)
        .param("id", webhook.id())
        .param("name", webhook.name())
        .param("description", webhook.description())
        .param("url", webhook.url())
        .param("secret", signed.secret())
        .param("active", webhook.active())
        .param("events", names(webhook.events()))
        .param("updated", webhook.updatedAt().toEpochMilli())
        .update();
    note(webhook, "changed", why);
    if (!webhook.active()) {
      outbox.cancel(KIND, webhook.id().toString());
    }
  }

  public void delete(Webhook webhook, Attribution why) {
    jdbc.sql("UPDATE registry.webhooks SET deleted = true, secret = '', updated_millis = ?"
            + " WHERE webhook_id = ?")
        .params(clock.millis(), webhook.id())
        .update();
    note(webhook, "deleted", why);
    outbox.cancel(KIND, webhook.id().toString());
  }

  /** The secret is in no history. */
  private void note(Webhook webhook, String action, Attribution why) {
    jdbc.sql("""
            INSERT INTO registry.changes (at, author, reason, via, subject, action, detail)
            VALUES (:at, :author, :reason, :via, :subject, :action, CAST(:detail AS jsonb))
            """)
        .param("at", OffsetDateTime.ofInstant(clock.instant(), ZoneOffset.UTC))
        .param("author", why.author())
        .param("reason", why.reason())
        .param("via", why.via().name().toLowerCase(Locale.ROOT))
        .param("subject", "webhook " + webhook.name())
        .param("action", action)
        .param(
            "detail",
            JsonMapper.shared()
                .writeValueAsString(Map.of(
                    "id",
                    webhook.id().toString(),
                    "url",
                    webhook.url(),
                    "events",
                    List.of(names(webhook.events())),
                    "active",
                    webhook.active())))
        .update();
  }

  @Transactional(readOnly = true)
  public Optional<Signed> find(UUID id) {
    return jdbc.sql("SELECT * FROM registry.webhooks WHERE webhook_id = ? AND NOT deleted")
        .param(id)
        .query((row, number) -> new Signed(webhook(row), row.getString("secret")))
        .optional();
  }

  /** The newest first; only those with one of these events. */
  @Transactional(readOnly = true)
  public Page<Webhook> page(List<WebhookEvent> events, PageRequest page) {
    List<Webhook> found = jdbc.sql("""
            SELECT * FROM registry.webhooks WHERE NOT deleted AND events && CAST(:events AS text[])
            ORDER BY created_millis DESC, webhook_id LIMIT :most OFFSET :offset
            """)
        .param("events", names(events))
        .param("most", page.size() + 1)
        .param("offset", page.offset())
        .query((row, number) -> webhook(row))
        .list();
    return Page.of(found, page);
  }

  /** Who is told of one of these, and is active. */
  @Transactional(readOnly = true)
  public List<Webhook> subscribed(List<WebhookEvent> events) {
    return jdbc.sql("""
            SELECT * FROM registry.webhooks WHERE active AND NOT deleted AND events && CAST(:events AS text[])
            ORDER BY created_millis, webhook_id
            """)
        .param("events", names(events))
        .query((row, number) -> webhook(row))
        .list();
  }

  @Transactional(readOnly = true)
  public boolean isPrompt(long modelId) {
    return jdbc.sql("""
            SELECT EXISTS (
              SELECT FROM registry.model_tags
              WHERE model_id = ? AND key = 'mlflow.prompt.is_prompt' AND lower(value) = 'true')
            """).param(modelId).query(Boolean.class).single();
  }

  private static Webhook webhook(ResultSet row) throws SQLException {
    String[] events = (String[]) row.getArray("events").getArray();
    return new Webhook(
        row.getObject("webhook_id", UUID.class),
        row.getString("name"),
        row.getString("description"),
        row.getString("url"),
        Arrays.stream(events)
            .map(name -> WebhookEvent.named(name).orElseThrow())
            .toList(),
        row.getBoolean("active"),
        Instant.ofEpochMilli(row.getLong("created_millis")),
        Instant.ofEpochMilli(row.getLong("updated_millis")));
  }

  private static String[] names(List<WebhookEvent> events) {
    return events.stream().map(WebhookEvent::toString).toArray(String[]::new);
  }
}
