package io.jvisor.kernel.core.time;

/** What one thread has of the {@link GuestClock} of its address space, in nanoseconds. */
public abstract class GuestShare {
  /** Where the thread runs; null before it begins and after it has left. */
  private volatile GuestClock clock;

  /** What the thread was charged with, in all address spaces. Written with the clock's lock. */
  private volatile long charged;

  /**
   * {@link #elapsed} when it was charged last, and what came since. Guarded by the clock's lock.
   */
  private long seen;

  private long wanted;

  /** The index in the clock's list. Guarded by the clock's lock. */
  int place;

  /** For how long the thread was neither in the kernel nor asleep, since it began. */
  protected abstract long elapsed();

  /** Runs in an address space from now on; null for none. Called by the thread. */
  public final void enter(GuestClock next) {
    GuestClock former = clock;
    if (former != null) {
      former.leave(this);
    }
    clock = next;
    if (next != null) {
      next.join(this);
    }
  }

  /** The CPU time. Any thread. */
  public final long nanos() {
    GuestClock on = clock;
    if (on != null) {
      on.update();
    }
    return charged;
  }

  void begin() {
    seen = elapsed();
  }

  /** Returns what came since the last time. */
  long look() {
    wanted = Math.max(0, elapsed() - seen);
    return wanted;
  }

  /** Takes its part of what all may have, and returns that. */
  @SuppressWarnings("NonAtomicVolatileUpdate") // with the lock
  long charge(long room, long wantedByAll) {
    long part = room == wantedByAll ? wanted : (long) ((double) wanted / wantedByAll * room);
    seen += wanted;
    charged += part;
    return part;
  }
}
