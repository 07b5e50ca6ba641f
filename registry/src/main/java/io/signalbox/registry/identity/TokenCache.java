package io.signalbox.registry.identity;

import com.google.common.collect.ImmutableMap;
import com.google.common.hash.HashCode;
import io.signalbox.registry.Caller;
import io.signalbox.registry.Tokens.Token;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.DisposableBean;
import org.springframework.stereotype.Component;

/**
 * All tokens in memory, so that a request costs a hash and a look into a map. While the database is away the last known ones hold. Safe for
 * use by many threads.
 */
@Component
class TokenCache implements DisposableBean {
  /** A token given or revoked by another replica is seen after this at the latest, while the database answers. */
  static final Duration REFRESH = Duration.ofSeconds(1);

  private static final Logger log = LoggerFactory.getLogger(TokenCache.class);

  private final TokenRows rows;
  private final Clock clock;
  private final ScheduledExecutorService thread;
  private final Future<?> refreshing;
  private volatile Map<HashCode, Known> known = ImmutableMap.of();
  private boolean away;

  TokenCache(TokenRows rows, Clock clock) {
    this.rows = rows;
    this.clock = clock;
    refresh();
    thread = Executors.newSingleThreadScheduledExecutor(
        Thread.ofVirtual().name("tokens").factory());
    refreshing = thread.scheduleWithFixedDelay(
        this::tryToRefresh, REFRESH.toMillis(), REFRESH.toMillis(), TimeUnit.MILLISECONDS);
  }

  boolean isEmpty() {
    return known.isEmpty();
  }

  Optional<Caller> find(String secret) {
    if (secret.length() > Secret.LONGEST) {
      return Optional.empty();
    }
    return Optional.ofNullable(known.get(Secret.hash(secret)))
        .filter(found ->
            found.expiresAt().filter(end -> !clock.instant().isBefore(end)).isEmpty())
        .map(Known::caller);
  }

  /** Outside any transaction, so that what is read is committed. */
  final synchronized void refresh() {
    ImmutableMap.Builder<HashCode, Known> read = ImmutableMap.builder();
    for (TokenRows.Row row : rows.all()) {
      Token token = row.token();
      Caller caller = new Caller(token.name(), token.role(), token.grants());
      read.put(row.hash(), new Known(caller, token.expiresAt()));
    }
    known = read.buildOrThrow();
  }

  private void tryToRefresh() {
    try {
      refresh();
      if (away) {
        log.info("Tokens are read again");
      }
      away = false;
    } catch (RuntimeException e) { // whatever it was, it is tried again
      if (!away) {
        log.warn("Tokens cannot be read, the last known ones hold cause={}", e.getMessage());
      }
      away = true;
    }
  }

  @Override
  public void destroy() {
    refreshing.cancel(true);
    thread.shutdownNow();
  }

  private record Known(Caller caller, Optional<Instant> expiresAt) {}
}
