package io.jvisor.platform.systrap;

import io.jvisor.platform.spi.host.HostClock;
import io.jvisor.platform.spi.placement.Placement;

/**
 * How much of a carrier's CPU time is whose: the host tells it of the thread as a whole, and to ask
 * costs more than most tasks take. So what was short is what the wall's clock says, and what took
 * longer what the thread's does.
 *
 * <p>Owned by the carrier's thread, but for {@link #sinceMount}.
 */
final class CarrierClock {
  /** Up to here the time on a carrier is that of the wall. */
  private static final long SHORT_NANOS = 20_000;

  private final Placement carrier;

  /** What the thread's clock showed, more or less, when a task was mounted; in nanoseconds. */
  private volatile long mountBase;

  /** When that was. */
  private long mountTime;

  /** What the thread's clock showed, more or less, at {@link #time}. */
  private long base;

  private long time;

  CarrierClock(Placement carrier) {
    this.carrier = carrier;
  }

  /** The thread begins to work. */
  void start() {
    time = System.nanoTime();
  }

  /** The thread has slept. */
  void slept(long nanos) {
    time += nanos;
  }

  /** A task is about to run. */
  void mount() {
    mountTime = System.nanoTime();
    mountBase = base + (mountTime - time);
  }

  /** It does not run any more; returns the nanoseconds that it took. */
  long unmount() {
    long now = System.nanoTime();
    long taken = now - mountTime;
    if (taken > SHORT_NANOS) {
      taken = sinceMount();
    }
    base = mountBase + taken;
    time = now;
    return taken;
  }

  /** CPU time since the task that runs was mounted, in nanoseconds. Any thread. */
  long sinceMount() {
    return Math.max(0, HostClock.threadNanos(carrier.thread()) - mountBase);
  }
}
