package io.signalbox.registry;

import com.google.common.collect.ImmutableMap;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import javax.sql.DataSource;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Tokens: who may use this server, and for what. As long as there are none, whoever is on its own machine may do everything. */
public interface Tokens {

  /**
   * Gives a new token. The first has to be an operator's, because nobody else could give more.
   *
   * @return the secret, which is kept nowhere
   * @throws RegistryException if there is one of this name, or the first is no operator's
   */
  String create(NewToken token, Attribution why);

  /** Those that were not revoked, by name; expired ones are among them. */
  List<Token> list();

  /**
   * Holds here at once, and within two seconds in every replica that reaches the database.
   *
   * @throws RegistryException if there is none of this name, or if it is the last operator's of several
   */
  void revoke(String name, Attribution why);

  /** Whether there are tokens, so that each request needs one; an expired one counts, a revoked one does not. */
  boolean inUse();

  /** The same, asked of a database before a server runs on it. */
  static boolean inUse(DataSource database) {
    return JdbcClient.create(database)
        .sql("SELECT EXISTS (SELECT 1 FROM registry.tokens WHERE revoked_at IS NULL)")
        .query(Boolean.class)
        .single();
  }

  /** Whose secret this is: empty where it is nobody's, revoked or expired. Asks no database. */
  Optional<Caller> authenticate(String secret);

  /**
   * A token to give.
   *
   * @param name of whom it is for, and the author of what is changed with it
   * @param expiresAt empty for one that does not
   */
  record NewToken(
      String name, Role role, Map<ModelName, Role> grants, Optional<Instant> expiresAt) {
    public NewToken {
      grants = ImmutableMap.copyOf(grants);
    }
  }

  /** A token that was given, without its secret. */
  record Token(
      String name,
      Role role,
      Map<ModelName, Role> grants,
      Instant createdAt,
      String createdBy,
      Optional<Instant> expiresAt) {
    public Token {
      grants = ImmutableMap.copyOf(grants);
    }
  }
}
