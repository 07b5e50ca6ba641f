package io.signalbox.router.inference;

import io.signalbox.router.LiveEndpoint;
import io.signalbox.router.LiveEndpoints.Lease;
import java.util.concurrent.atomic.AtomicInteger;

/** A lease that the request and its shadows hold together: the models stay open until the last of them is done. */
final class SharedLease implements AutoCloseable {

  private final Lease lease;
  private final AtomicInteger holders = new AtomicInteger(1);

  SharedLease(Lease lease) {
    this.lease = lease;
  }

  LiveEndpoint endpoint() {
    return lease.endpoint();
  }

  void retain() {
    holders.incrementAndGet();
  }

  void release() {
    if (holders.decrementAndGet() == 0) {
      lease.close();
    }
  }

  @Override
  public void close() {
    release();
  }
}
