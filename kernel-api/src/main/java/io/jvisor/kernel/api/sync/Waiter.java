package io.jvisor.kernel.api.sync;

/**
 * A place on one {@link WaitQueue}. An object can be on one queue at a time; it is the queue's own
 * list node, so that waiting allocates nothing.
 */
public abstract class Waiter {
  /** The events that wake; set before the waiter is added. */
  int events;

  /** Guarded by the lock of the queue. */
  WaitQueue queue;

  /** Guarded by the lock of the queue. */
  Waiter next;

  /** Guarded by the lock of the queue. */
  Waiter previous;

  /** Whether only one such waiter need be told; set when the waiter is added. */
  boolean exclusive;

  /**
   * Called in the place of {@link #onWake} for a waiter that was added as an exclusive one.
   *
   * @return whether somebody was found who takes care of the event
   */
  protected boolean onExclusiveWake(int happened) {
    onWake(happened);
    return true;
  }

  /**
   * Called when one of the events happened. Any thread, with the lock of the queue and perhaps
   * others held: it must not block and must not touch the queue.
   *
   * @param happened the events, not empty
   */
  protected abstract void onWake(int happened);
}
