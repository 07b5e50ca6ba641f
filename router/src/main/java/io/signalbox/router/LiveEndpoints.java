package io.signalbox.router;

import java.util.List;
import java.util.Optional;

/**
 * The endpoints that serve in this process, from memory alone: no locks, no database, so they stay as they are while PostgreSQL is
 * away.
 */
public interface LiveEndpoints {

  /** For reading; whoever calls a model takes a {@link #lease}. Empty if there is no such endpoint or it serves nothing. */
  Optional<LiveEndpoint> find(String name);

  /** All, by name. */
  List<LiveEndpoint> all();

  /** The endpoint for one request: its models stay open until the lease is closed. Empty as {@link #find}. */
  Optional<Lease> lease(String name);

  /** Closed exactly once, in whichever thread, when the request needs the models no more. */
  interface Lease extends AutoCloseable {

    LiveEndpoint endpoint();

    @Override
    void close();
  }
}
