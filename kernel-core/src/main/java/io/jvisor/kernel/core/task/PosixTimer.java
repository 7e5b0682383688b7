package io.jvisor.kernel.core.task;

import io.jvisor.kernel.core.signal.SignalInfo;

/** A timer of {@code timer_create(2)}. */
public final class PosixTimer extends GroupTimer {
  private static final int MOST_OVERRUNS = Integer.MAX_VALUE;

  private final int id;
  private final Notification notification;

  /** A signal of the timer waits to be delivered. Guarded by {@link #overrunLock}. */
  private boolean isQueued;

  /** Expirations since the signal that waits. Guarded by {@link #overrunLock}. */
  private long overruns;

  /** What {@code timer_getoverrun} tells. Guarded by {@link #overrunLock}. */
  private int lastOverruns;

  /** A leaf: taken with the signal lock held. */
  private final Object overrunLock = new Object();

  /**
   * How the process is told.
   *
   * @param signal the signal; 0 for none at all
   * @param value {@code si_value}; null for the timer's id
   * @param thread who gets the signal; null for the process
   */
  public record Notification(int signal, Long value, KernelTask thread) {}

  PosixTimer(ThreadGroup group, TimerClock clock, int id, Notification notification) {
    super(group, clock);
    this.id = id;
    this.notification = notification;
  }

  /** The id that the process knows the timer by. */
  public int id() {
    return id;
  }

  @Override
  void fire(long missed) {
    if (notification.signal() == 0) {
      return;
    }
    synchronized (overrunLock) {
      if (isQueued) {
        overruns += 1 + missed;
        return;
      }
      isQueued = true;
      overruns = missed;
    }
    long value = notification.value() == null ? id : notification.value();
    SignalInfo info = SignalInfo.timer(notification.signal(), id, 0, value);
    long result =
        notification.thread() != null
            ? SignalSender.toTask(notification.thread(), info)
            : SignalSender.toGroup(group(), info);
    if (result < 0) {
      synchronized (overrunLock) {
        isQueued = false; // no room for it: this expiration is lost
      }
    }
  }

  /** The signal is delivered: completes what it tells. */
  SignalInfo deliver(SignalInfo info) {
    synchronized (overrunLock) {
      lastOverruns = (int) Math.min(MOST_OVERRUNS, overruns);
      overruns = 0;
      isQueued = false;
      return SignalInfo.timer(info.signal(), id, lastOverruns, info.second());
    }
  }

  /** {@code timer_getoverrun(2)}. */
  public int lastOverruns() {
    synchronized (overrunLock) {
      return lastOverruns;
    }
  }
}
