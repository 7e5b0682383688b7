package io.jvisor.kernel.core.task;

import io.jvisor.kernel.core.signal.SignalInfo;
import io.jvisor.vfs.proc.TimerView;
import java.util.Locale;
import java.util.concurrent.locks.ReentrantLock;

/** A timer of {@code timer_create(2)}. */
public final class PosixTimer extends GroupTimer {
  private static final int MOST_OVERRUNS = Integer.MAX_VALUE;

  private final int clockId;
  private final int id;
  private final Notification notification;

  /** A signal of the timer waits to be delivered. Guarded by {@link #overrunLock}. */
  private boolean isQueued;

  /** Expirations since the signal that waits. Guarded by {@link #overrunLock}. */
  private long overruns;

  /** What {@code timer_getoverrun} tells. Guarded by {@link #overrunLock}. */
  private int lastOverruns;

  /** A leaf: taken with the signal lock held. */
  private final ReentrantLock overrunLock = new ReentrantLock();

  /** {@code sigev_notify}, but for who gets the signal. */
  public enum Kind {
    /** A signal is sent. */
    SIGNAL,
    /** Nothing is. */
    NONE,
    /** A signal is sent, and the C library starts a thread. */
    THREAD
  }

  /**
   * How the process is told.
   *
   * @param kind whether it is
   * @param signal the signal
   * @param value {@code si_value}; null for the timer's id
   * @param thread who gets the signal; null for the process
   */
  public record Notification(Kind kind, int signal, Long value, KernelTask thread) {}

  PosixTimer(ThreadGroup group, TimerClock clock, int clockId, int id, Notification notification) {
    super(group, clock);
    this.clockId = clockId;
    this.id = id;
    this.notification = notification;
  }

  /** The id that the process knows the timer by. */
  public int id() {
    return id;
  }

  private long value() {
    return notification.value() == null ? id : notification.value();
  }

  /** As {@code /proc/PID/timers} shows it: {@code proc_pid_timers(5)}. */
  public TimerView view(PidNamespace reader) {
    KernelTask thread = notification.thread();
    return new TimerView(
        id,
        notification.signal(),
        value(),
        notification.kind().name().toLowerCase(Locale.ROOT),
        thread != null,
        (thread != null ? thread.pid() : group().pid()).in(reader),
        clockId);
  }

  @Override
  void fire(long missed) {
    if (notification.kind() == Kind.NONE) {
      return;
    }
    if (!queue(missed)) {
      return;
    }
    SignalInfo info = SignalInfo.timer(notification.signal(), id, 0, value());
    long result =
        notification.thread() != null
            ? SignalSender.toTask(notification.thread(), info)
            : SignalSender.toGroup(group(), info);
    if (result < 0) {
      forget(); // no room for it: this expiration is lost
    }
  }

  /** Counts an expiration; true when a signal is to be sent for it. */
  private boolean queue(long missed) {
    overrunLock.lock();
    try {
      overruns = isQueued ? overruns + 1 + missed : missed;
      boolean isFirst = !isQueued;
      isQueued = true;
      return isFirst;
    } finally {
      overrunLock.unlock();
    }
  }

  private void forget() {
    overrunLock.lock();
    try {
      isQueued = false;
    } finally {
      overrunLock.unlock();
    }
  }

  /** The signal is delivered: completes what it tells. */
  SignalInfo deliver(SignalInfo info) {
    overrunLock.lock();
    try {
      lastOverruns = (int) Math.min(MOST_OVERRUNS, overruns);
      overruns = 0;
      isQueued = false;
      return SignalInfo.timer(info.signal(), id, lastOverruns, info.second());
    } finally {
      overrunLock.unlock();
    }
  }

  /** {@code timer_getoverrun(2)}. */
  public int lastOverruns() {
    overrunLock.lock();
    try {
      return lastOverruns;
    } finally {
      overrunLock.unlock();
    }
  }
}
