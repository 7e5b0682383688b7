package io.jvisor.kernel.core.task;

import io.jvisor.kernel.core.time.TimerService;

/**
 * A timer of a process, once or again and again. A timer of CPU time looks from time to time how
 * much the process has used.
 */
public abstract class GroupTimer {
  /** How often CPU time is looked at, at most, in nanoseconds: a tick of Linux. */
  private static final long CPU_TICK = 4_000_000;

  private final ThreadGroup group;
  private final TimerClock clock;
  private final TimerService.Timer alarm =
      new TimerService.Timer() {
        @Override
        protected void expire() {
          GroupTimer.this.expire();
        }
      };

  /** When it expires next, on its clock; 0 when it is not set. Guarded by this monitor. */
  private long deadline;

  /** What it is set to again; 0 for never. Guarded by this monitor. */
  private long interval;

  GroupTimer(ThreadGroup group, TimerClock clock) {
    this.group = group;
    this.clock = clock;
  }

  /**
   * Runs when the timer expires, on the thread of the timer service, without the monitor.
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
  public final synchronized long remaining() {
    return deadline == 0 ? 0 : Math.max(1, deadline - clock.now(group));
  }

  /** What it is set to again, in nanoseconds; 0 for never. */
  public final synchronized long interval() {
    return interval;
  }

  /**
   * Sets the timer.
   *
   * @param value nanoseconds from now; 0 takes it back
   * @param newInterval nanoseconds; 0 for once
   */
  public final synchronized void set(long value, long newInterval) {
    if (value == 0) {
      interval = newInterval;
      clear();
      return;
    }
    long now = clock.now(group);
    setAt(now + Math.min(value, Long.MAX_VALUE - now), newInterval);
  }

  /** Sets the timer to a time on its clock. */
  public final synchronized void setAt(long time, long newInterval) {
    interval = newInterval;
    deadline = Math.max(1, time);
    schedule();
  }

  /** Takes the timer back. */
  public final synchronized void clear() {
    deadline = 0;
    service().cancel(alarm);
  }

  private void schedule() {
    long now = group.leader().kernel().clock().monotonicNanos();
    long left = Math.max(0, deadline - clock.now(group));
    long pause = clock.isCpu() ? Math.max(CPU_TICK, left / Math.max(1, group.size())) : left;
    service().schedule(alarm, now + Math.min(pause, Long.MAX_VALUE - now));
  }

  private void expire() {
    long missed = 0;
    synchronized (this) {
      long now = clock.now(group);
      if (deadline == 0 || group.isDead) {
        return;
      }
      if (now < deadline) {
        schedule(); // was set again meanwhile, or the process has not used its time yet
        return;
      }
      if (interval == 0) {
        deadline = 0;
      } else {
        missed = (now - deadline) / interval;
        deadline += (missed + 1) * interval;
        schedule();
      }
    }
    fire(missed);
  }
}
