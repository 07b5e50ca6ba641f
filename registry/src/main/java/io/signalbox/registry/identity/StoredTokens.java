package io.signalbox.registry.identity;

import com.google.common.base.Ascii;
import io.signalbox.registry.Access;
import io.signalbox.registry.Attribution;
import io.signalbox.registry.Caller;
import io.signalbox.registry.RegistryException;
import io.signalbox.registry.Role;
import io.signalbox.registry.TokenChanges;
import io.signalbox.registry.Tokens;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import org.springframework.stereotype.Service;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

@Service
class StoredTokens implements Tokens {
  /** Every replica reads them all once a second. */
  static final int MOST = 1_000;

  static final int MOST_GRANTS = 100;

  /** Who changes things where there are no tokens, or by itself. */
  private static final Set<String> RESERVED = Set.of("local", "signalbox");

  private final TokenRows rows;
  private final TokenCache cache;
  private final TokenChanges changes;
  private final TransactionTemplate transaction;
  private final Clock clock;

  StoredTokens(
      TokenRows rows,
      TokenCache cache,
      TokenChanges changes,
      PlatformTransactionManager transactions,
      Clock clock) {
    this.rows = rows;
    this.cache = cache;
    this.changes = changes;
    this.transaction = new TransactionTemplate(transactions);
    this.clock = clock;
  }

  @Override
  public String create(NewToken token, Attribution why) {
    Access.require(Role.OPERATOR);
    allow(token);
    String secret = Secret.next();
    transaction.executeWithoutResult(status -> {
      rows.lock();
      List<TokenRows.Row> all = rows.all();
      requireRoom(token, all);
      rows.insert(token, Secret.hash(secret), clock.instant(), why.author());
      changes.created(token, why);
    });
    cache.refresh();
    return secret;
  }

  private void allow(NewToken token) {
    if (!token.name().matches("[A-Za-z0-9][A-Za-z0-9._@-]{0,63}")
        || RESERVED.contains(token.name())) {
      throw new RegistryException.Invalid("name: " + shown(token.name())
          + " (expected: up to 64 letters, digits and ._@-, not local or signalbox)");
    }
    Instant now = clock.instant();
    if (token.expiresAt().filter(at -> !at.isAfter(now)).isPresent()) {
      throw new RegistryException.Invalid(
          "expires: " + token.expiresAt().get() + " (expected: after " + now + ")");
    }
    if (token.grants().size() > MOST_GRANTS) {
      throw new RegistryException.Invalid(
          "grants: " + token.grants().size() + " (expected: at most " + MOST_GRANTS + ")");
    }
  }

  private static void requireRoom(NewToken token, List<TokenRows.Row> all) {
    if (all.isEmpty() && token.role() != Role.OPERATOR) {
      throw new RegistryException.WrongState("role: " + token.role().name().toLowerCase(Locale.ROOT)
          + " (expected: operator for the first token, or nobody could give more)");
    }
    if (all.stream().anyMatch(row -> row.token().name().equals(token.name()))) {
      throw new RegistryException.AlreadyExists(
          "token: there is one named " + token.name() + " (expected: another name; or revoke it)");
    }
    if (all.size() >= MOST) {
      throw new RegistryException.WrongState(
          "tokens: " + all.size() + " (expected: at most " + MOST + ")");
    }
  }

  @Override
  public List<Token> list() {
    Access.require(Role.OPERATOR);
    return rows.all().stream().map(TokenRows.Row::token).toList();
  }

  @Override
  public void revoke(String name, Attribution why) {
    Access.require(Role.OPERATOR);
    transaction.executeWithoutResult(status -> {
      rows.lock();
      List<TokenRows.Row> all = rows.all();
      TokenRows.Row gone = all.stream()
          .filter(row -> row.token().name().equals(name))
          .findFirst()
          .orElseThrow(() -> new RegistryException.NotFound(
              "token: " + shown(name) + " (expected: one that was given)"));
      List<TokenRows.Row> left =
          all.stream().filter(row -> row.id() != gone.id()).toList();
      if (!left.isEmpty() && left.stream().noneMatch(row -> operates(row.token()))) {
        throw new RegistryException.WrongState("token: " + name
            + " is the last operator's (expected: the others revoked first, or another operator)");
      }
      rows.revoke(gone.id(), clock.instant());
      changes.revoked(gone.token(), why);
    });
    cache.refresh();
  }

  private boolean operates(Token token) {
    Instant now = clock.instant();
    return token.role() == Role.OPERATOR
        && token.expiresAt().filter(at -> !at.isAfter(now)).isEmpty();
  }

  @Override
  public boolean inUse() {
    return !cache.isEmpty();
  }

  @Override
  public Optional<Caller> authenticate(String secret) {
    return cache.find(secret);
  }

  private static String shown(String name) {
    return Ascii.truncate(name, 100, "…");
  }
}
