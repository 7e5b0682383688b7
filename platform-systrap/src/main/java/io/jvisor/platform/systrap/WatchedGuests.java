package io.jvisor.platform.systrap;

import io.jvisor.platform.spi.host.HostMutex;
import java.lang.foreign.MemorySegment;

/**
 * The contexts that a carrier looks after: those whose tasks wait for a trap.
 *
 * <p>All is written with the carrier's lock. It is read without by the carrier's own thread, since
 * nobody else adds, and who removes is gone before the carrier goes on.
 */
@SuppressWarnings("NonAtomicVolatileUpdate") // with the lock
final class WatchedGuests {
  /** The most there can be: what {@code futex_waitv(2)} takes, but one. */
  private static final int MOST = Futex.MOST_WAITERS - 1;

  private final HostMutex lock;
  private final SystrapContext[] guests = new SystrapContext[MOST];
  private volatile int count;

  /** An empty list that a carrier's lock guards. */
  WatchedGuests(HostMutex lock) {
    this.lock = lock;
  }

  /** How many there are. */
  int count() {
    return count;
  }

  /** Looks after a guest from now on. Returns false when there are too many. */
  boolean add(SystrapContext context) {
    lock.lock();
    try {
      if (count == MOST) {
        return false;
      }
      guests[count] = context;
      count++;
      return true;
    } finally {
      lock.unlock();
    }
  }

  /** Whether one has trapped. */
  boolean hasTrap() {
    for (int i = count - 1; i >= 0; i--) {
      SystrapContext guest = guests[i]; // null when the balancer just took it
      if (guest != null && guest.hasTrapped()) {
        return true;
      }
    }
    return false;
  }

  /** Removes one that has trapped; null when there is none. */
  SystrapContext take() {
    lock.lock();
    try {
      for (int i = 0; i < count; i++) {
        SystrapContext guest = guests[i];
        if (guest.hasTrapped()) {
          remove(i);
          return guest;
        }
      }
      return null;
    } finally {
      lock.unlock();
    }
  }

  /** The lock is held. */
  private void remove(int index) {
    int last = count - 1;
    guests[index] = guests[last];
    guests[last] = null;
    count = last;
  }

  /**
   * Tells guests that the carrier is about to sleep, and notes what it sleeps for.
   *
   * @param waiters what {@code futex_waitv(2)} is given; the first is the carrier's own
   * @return how many guests there are; negative when one has trapped already
   */
  int announceSleep(MemorySegment waiters) {
    lock.lock();
    try {
      for (int i = 0; i < count; i++) {
        StubThread guest = guests[i].thread();
        if (!guest.announceSleep()) {
          return -1;
        }
        Futex.setWaiter(waiters, i + 1, guest.stateAddress(), StubLayout.RUNNING_KERNEL_SLEEPS);
      }
      return count;
    } finally {
      lock.unlock();
    }
  }

  /** Looks for guests that ignore interruptions. */
  void checkSilence() {
    lock.lock();
    try {
      for (int i = 0; i < count; i++) {
        guests[i].checkSilence();
      }
    } finally {
      lock.unlock();
    }
  }

  /**
   * Hands guests over to another carrier, as many as it takes. The lock is held.
   *
   * @return how many
   */
  int moveTo(WatchedGuests other) {
    int moved = 0;
    while (count != 0 && other.add(guests[count - 1])) {
      remove(count - 1);
      moved++;
    }
    return moved;
  }
}
