package io.signalbox.registry.identity;

import com.google.common.hash.HashCode;
import io.signalbox.registry.ModelName;
import io.signalbox.registry.Role;
import io.signalbox.registry.Tokens.NewToken;
import io.signalbox.registry.Tokens.Token;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Types;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

/** Rows of registry.tokens that were not revoked. */
@Repository
class TokenRows {
  private final JdbcClient jdbc;

  TokenRows(JdbcClient jdbc) {
    this.jdbc = jdbc;
  }

  /** A token with the hash of its secret. */
  record Row(long id, HashCode hash, Token token) {}

  /** Until the transaction ends nobody else gives or revokes one. */
  void lock() {
    jdbc.sql("LOCK TABLE registry.tokens IN SHARE ROW EXCLUSIVE MODE").update();
  }

  void insert(NewToken token, HashCode hash, Instant at, String by) {
    long id = jdbc.sql("""
            INSERT INTO registry.tokens (name, role, hash, created_at, created_by, expires_at)
            VALUES (:name, :role, :hash, :at, :by, :expires) RETURNING token_id
            """)
        .param("name", token.name())
        .param("role", token.role().name())
        .param("hash", hash.asBytes())
        .param("at", utc(at))
        .param("by", by)
        .param(
            "expires",
            token.expiresAt().map(TokenRows::utc).orElse(null),
            Types.TIMESTAMP_WITH_TIMEZONE)
        .query(Long.class)
        .single();
    token
        .grants()
        .forEach((model, role) -> jdbc.sql(
                "INSERT INTO registry.token_grants (token_id, model, role) VALUES (?, ?, ?)")
            .params(id, model.value(), role.name())
            .update());
  }

  void revoke(long id, Instant at) {
    jdbc.sql("UPDATE registry.tokens SET revoked_at = ? WHERE token_id = ?")
        .params(utc(at), id)
        .update();
  }

  /** By name. */
  List<Row> all() {
    Map<Long, Map<ModelName, Role>> grants = new HashMap<>();
    jdbc.sql("""
        SELECT token_id, model, g.role FROM registry.token_grants g JOIN registry.tokens t USING (token_id)
        WHERE t.revoked_at IS NULL
        """).query(row -> {
      grants
          .computeIfAbsent(row.getLong("token_id"), id -> new HashMap<>())
          .put(new ModelName(row.getString("model")), Role.valueOf(row.getString("role")));
    });
    return jdbc.sql("SELECT * FROM registry.tokens WHERE revoked_at IS NULL ORDER BY name")
        .query((row, index) -> row(row, grants.getOrDefault(row.getLong("token_id"), Map.of())))
        .list();
  }

  private static Row row(ResultSet row, Map<ModelName, Role> grants) throws SQLException {
    Token token = new Token(
        row.getString("name"),
        Role.valueOf(row.getString("role")),
        grants,
        row.getObject("created_at", OffsetDateTime.class).toInstant(),
        row.getString("created_by"),
        instant(row.getObject("expires_at", OffsetDateTime.class)));
    return new Row(row.getLong("token_id"), HashCode.fromBytes(row.getBytes("hash")), token);
  }

  private static Optional<Instant> instant(@Nullable OffsetDateTime time) {
    return Optional.ofNullable(time).map(OffsetDateTime::toInstant);
  }

  private static OffsetDateTime utc(Instant at) {
    return OffsetDateTime.ofInstant(at, ZoneOffset.UTC);
  }
}
