package io.signalbox.router.routing;

import io.signalbox.migrations.ChannelWatch;
import io.signalbox.router.EndpointName;
import java.time.Duration;
import java.util.List;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;
import org.springframework.dao.DataAccessException;
import org.springframework.stereotype.Component;
import org.springframework.transaction.TransactionException;

/**
 * Keeps this process up to date: hears each change, and looks at all endpoints every two seconds
 * besides, for what it may have missed. While PostgreSQL is away it waits and tries again; what is in memory stays.
 *
 * <p>Started before the web server, it loads every endpoint first: a process that answers at all answers from a full memory.
 */
@Component
class EndpointWatch implements SmartLifecycle, ChannelWatch.Listener {
  static final Duration POLL = ChannelWatch.POLL;

  private static final Logger log = LoggerFactory.getLogger(EndpointWatch.class);

  private final DataSource dataSource;
  private final Endpoints endpoints;
  private final CatchUp catchUp;
  private final Following following;
  private final InForce inForce;
  private final Served served;
  private volatile @Nullable ChannelWatch watch;

  EndpointWatch(
      DataSource dataSource,
      Endpoints endpoints,
      CatchUp catchUp,
      Following following,
      InForce inForce,
      Served served) {
    this.dataSource = dataSource;
    this.endpoints = endpoints;
    this.catchUp = catchUp;
    this.following = following;
    this.inForce = inForce;
    this.served = served;
  }

  @Override
  public void start() {
    lookAtAll();
    served.tellAll();
    watch = ChannelWatch.start(dataSource, Endpoints.CHANNEL, this);
  }

  @Override
  public void stop() {
    ChannelWatch stopping = watch;
    if (stopping != null) {
      stopping.close();
      watch = null;
      inForce.clear();
    }
  }

  @Override
  public boolean isRunning() {
    return watch != null;
  }

  /** Before the web server, which starts among the last. */
  @Override
  public int getPhase() {
    return 0;
  }

  /** What was said before was not heard. */
  @Override
  public void listening(boolean missed) {
    lookAtAll();
  }

  @Override
  public void heard(List<String> names) {
    names.forEach(name -> endpoints.find(new EndpointName(name)).ifPresent(this::look));
  }

  @Override
  public void look() {
    lookAtAll();
  }

  private void lookAtAll() {
    endpoints.all().forEach(this::look);
  }

  private void look(EndpointRow row) {
    try {
      following.follow(row);
      catchUp.refresh(row.name());
    } catch (DataAccessException | TransactionException away) {
      throw away;
    } catch (RuntimeException broken) {
      // A fault with one endpoint must not keep the others from following.
      log.error("An endpoint cannot be brought up to date. endpoint={}", row.name(), broken);
    }
  }
}
