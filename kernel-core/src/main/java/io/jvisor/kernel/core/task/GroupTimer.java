package io.jvisor.kernel.core.task;

import io.jvisor.kernel.core.time.TimerService;
import java.util.concurrent.locks.ReentrantLock;

/**
 * A timer of a process, once or again and again. A timer of CPU time looks from time to time how
 * much the process has used.
 */
public abstract class GroupTimer {
  /** How often CPU time is looked at, at most, in nanoseconds: a tick of Linux. */
  private static final long CPU_TICK = 4_000_000;

  private final ThreadGroup group;
  private final TimerClock clock;

  /** Taken before the lock of the timer service. */
  private final ReentrantLock lock = new ReentrantLock();

  private final TimerService.Timer alarm =
      new TimerService.Timer() {
        @Override
        protected void expire() {
          GroupTimer.this.expire();
        }
      };

  /** When it expires next, on its clock; 0 when it is not set. Guarded by {@link #lock}. */
  private long deadline;

  /** What it is set to again; 0 for never. Guarded by {@link #lock}. */
  private long interval;

  GroupTimer(ThreadGroup group, TimerClock clock) {
    this.group = group;
    this.clock = clock;
  }

  /**
   * Runs when the timer expires, on the thread of the timer service, without the lock.
   *
   * @param missed how many more times it should have expired since
   */
  abstract void fire(long missed);

  /** The process. */
  final ThreadGroup group() {
    return group;
  }

  private TimerService service() {
    return group.leader().kernel().timers();
  }

  /** How long until it expires, in nanoseconds; 0 when it is not set. */
  public final long remaining() {
    lock.lock();
    try {
      return deadline == 0 ? 0 : Math.max(1, deadline - clock.now(group));
    } finally {
      lock.unlock();
    }
  }

  /** What it is set to again, in nanoseconds; 0 for never. */
  public final long interval() {
    lock.lock();
    try {
      return interval;
    } finally {
      lock.unlock();
    }
  }

  /**
   * Sets the timer.
   *
   * @param value nanoseconds from now; 0 takes it back
   * @param newInterval nanoseconds; 0 for once
   */
  public final void set(long value, long newInterval) {
    lock.lock();
    try {
      if (value == 0) {
        interval = newInterval;
        clear();
        return;
      }
      long now = clock.now(group);
      setAt(now + Math.min(value, Long.MAX_VALUE - now), newInterval);
    } finally {
      lock.unlock();
    }
  }

  /** Sets the timer to a time on its clock. */
  public final void setAt(long time, long newInterval) {
    lock.lock();
    try {
      interval = newInterval;
      deadline = Math.max(1, time);
      schedule();
    } finally {
      lock.unlock();
    }
  }

  /** Takes the timer back. */
  public final void clear() {
    lock.lock();
    try {
      deadline = 0;
      service().cancel(alarm);
    } finally {
      lock.unlock();
    }
  }

  private void schedule() {
    long now = group.leader().kernel().clock().monotonicNanos();
    long left = Math.max(0, deadline - clock.now(group));
    long pause = clock.isCpu() ? Math.max(CPU_TICK, left / Math.max(1, group.size())) : left;
    service().schedule(alarm, now + Math.min(pause, Long.MAX_VALUE - now));
  }

  private void expire() {
    long missed = advance();
    if (missed >= 0) {
      fire(missed);
    }
  }

  /** Sets the timer again; returns how many expirations were missed, or -1 when none is due. */
  private long advance() {
    lock.lock();
    try {
      long now = clock.now(group);
      if (deadline == 0 || group.isDead) {
        return -1;
      }
      if (now < deadline) {
        schedule(); // was set again meanwhile, or the process has not used its time yet
        return -1;
      }
      if (interval == 0) {
        deadline = 0;
        return 0;
      }
      long missed = (now - deadline) / interval;
      deadline += (missed + 1) * interval;
      schedule();
      return missed;
    } finally {
      lock.unlock();
    }
  }
}
