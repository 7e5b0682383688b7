package io.jvisor.kernel.core.time;

import io.jvisor.platform.spi.AddressSpace;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;

/**
 * The CPU time of guest code in one address space. The host counts it for all threads together, and
 * late; each {@link GuestShare} knows the time in which its thread was neither in the kernel nor
 * asleep, but not whether the host ran it. So threads are charged with that time as long as the
 * host's count has room for it; where it has not, since more threads would run than there are CPUs,
 * what there is is shared out in proportion.
 *
 * <p>Nothing is charged twice and nothing given back, so that no clock ever goes back. Any thread.
 */
public final class GuestClock {
  /** By how much the host's count may be late: a tick of 100 Hz, in nanoseconds. */
  private static final long LATE = TimeUnit.MILLISECONDS.toNanos(10);

  /**
   * How long charges of each thread may be old, in nanoseconds: sharing out looks at all of them,
   * and should not take more than a small part of the time.
   */
  private static final long OLD = 1_000;

  private final AddressSpace space;

  /** Nothing is taken with it held. */
  private final ReentrantLock lock = new ReentrantLock();

  /** Those of threads that run in the address space. Guarded by {@link #lock}. */
  private final List<GuestShare> shares = new ArrayList<>(1);

  /** What was charged to all, and what they left unused. Guarded by {@link #lock}. */
  private long charged;

  /** The host's count when it was last asked. Guarded by {@link #lock}. */
  private long counted;

  /** When all were charged last. Guarded by {@link #lock}. */
  private long chargedAt;

  /** The clock of an address space in which no guest code has run. */
  public GuestClock(AddressSpace space) {
    this.space = space;
  }

  void join(GuestShare share) {
    lock.lock();
    try {
      share.place = shares.size();
      shares.add(share);
      share.begin();
    } finally {
      lock.unlock();
    }
  }

  void leave(GuestShare share) {
    lock.lock();
    try {
      if (isDue()) {
        chargeAll();
      } else {
        charge(share);
      }
      GuestShare last = shares.removeLast();
      if (last != share) {
        shares.set(share.place, last);
        last.place = share.place;
      }
    } finally {
      lock.unlock();
    }
  }

  /** Charges all shares, unless that was done just now. */
  void update() {
    lock.lock();
    try {
      if (isDue()) {
        chargeAll();
      }
    } finally {
      lock.unlock();
    }
  }

  private boolean isDue() {
    return shares.size() == 1 || System.nanoTime() - chargedAt >= OLD * shares.size();
  }

  private void chargeAll() {
    long wanted = 0;
    for (int i = 0; i < shares.size(); i++) {
      wanted += shares.get(i).look();
    }
    long room = room(wanted);
    for (int i = 0; i < shares.size(); i++) {
      charged += shares.get(i).charge(room, wanted);
    }
    drop();
    chargedAt = System.nanoTime();
  }

  private void charge(GuestShare share) {
    long wanted = share.look();
    charged += share.charge(room(wanted), wanted);
    drop();
  }

  /** How much of what is wanted may be charged. */
  private long room(long wanted) {
    if (wanted > counted - charged + LATE) {
      counted = Math.max(counted, space.guestNanos());
    }
    return Math.clamp(counted - charged + LATE, 0, wanted);
  }

  /** Guests that look for their turn are counted for what they are not charged with. */
  private void drop() {
    charged = Math.max(charged, counted - LATE);
  }
}
