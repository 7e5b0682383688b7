package io.jvisor.kernel.api.sync;

import java.util.concurrent.locks.ReentrantLock;

/**
 * The tasks and observers that wait for an object's events, in the order in which they came.
 *
 * <p>Events are bits, by custom those of {@code poll(2)}: {@link
 * io.jvisor.kernel.api.abi.PollEvents}. The queue's lock is a leaf: nothing else is locked while it
 * is held, except what {@link Waiter#onWake} says.
 */
public final class WaitQueue {
  private final ReentrantLock lock = new ReentrantLock();

  /** Oldest waiter. Written under {@link #lock}; read without it to skip an empty queue. */
  private volatile Waiter first;

  /** Youngest waiter. Guarded by {@link #lock}. */
  private Waiter last;

  /**
   * Adds a waiter at the end.
   *
   * @param events the mask of events it is woken for
   */
  public void add(Waiter waiter, int events) {
    add(waiter, events, false);
  }

  /**
   * Adds a waiter at the end of which only one is told of an event: the first that takes care of
   * it.
   *
   * @param events the mask of events it is woken for
   */
  public void addExclusive(Waiter waiter, int events) {
    add(waiter, events, true);
  }

  private void add(Waiter waiter, int events, boolean exclusive) {
    lock.lock();
    try {
      if (waiter.queue != null) {
        throw new IllegalStateException("waiter is on a queue already");
      }
      waiter.events = events;
      waiter.exclusive = exclusive;
      waiter.queue = this;
      waiter.previous = last;
      waiter.next = null;
      if (last == null) {
        first = waiter;
      } else {
        last.next = waiter;
      }
      last = waiter;
    } finally {
      lock.unlock();
    }
  }

  /** Removes a waiter; does nothing when it is not on this queue. */
  public void remove(Waiter waiter) {
    lock.lock();
    try {
      if (waiter.queue != this) {
        return;
      }
      if (waiter.previous == null) {
        first = waiter.next;
      } else {
        waiter.previous.next = waiter.next;
      }
      if (waiter.next == null) {
        last = waiter.previous;
      } else {
        waiter.next.previous = waiter.previous;
      }
      waiter.queue = null;
      waiter.next = null;
      waiter.previous = null;
    } finally {
      lock.unlock();
    }
  }

  /** Wakes every waiter whose mask has one of these events. Costs one read when nobody waits. */
  public void wake(int events) {
    wake(events, Integer.MAX_VALUE);
  }

  /**
   * Wakes the oldest waiters.
   *
   * @param limit how many at most
   * @return how many were woken
   */
  public int wake(int events, int limit) {
    if (first == null) {
      return 0;
    }
    lock.lock();
    try {
      int woken = 0;
      boolean taken = false;
      for (Waiter waiter = first; waiter != null && woken < limit; waiter = waiter.next) {
        int happened = waiter.events & events;
        if (happened == 0 || (waiter.exclusive && taken)) {
          continue;
        }
        if (waiter.exclusive) {
          taken = waiter.onExclusiveWake(happened);
        } else {
          waiter.onWake(happened);
        }
        woken++;
      }
      return woken;
    } finally {
      lock.unlock();
    }
  }

  /** Whether nobody waits; exact only for the moment. */
  public boolean isEmpty() {
    return first == null;
  }
}
