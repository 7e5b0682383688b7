package io.jvisor.kernel.core.task;

import io.jvisor.kernel.api.abi.Signals;
import io.jvisor.kernel.core.signal.SignalInfo;
import io.jvisor.kernel.core.time.TimerService;

/**
 * {@code ITIMER_REAL} of a process, on the monotonic clock. The timers of CPU time are in {@link
 * CpuTimers}.
 */
public final class IntervalTimers extends TimerService.Timer {
  private final ThreadGroup group;

  /** When it expires next; 0 when it is not set. Guarded by this object's monitor. */
  private long deadline;

  /** What it is set to again; 0 for never. Guarded by this object's monitor. */
  private long interval;

  IntervalTimers(ThreadGroup group) {
    this.group = group;
  }

  /** How long until it expires, in nanoseconds; 0 when it is not set. */
  public synchronized long remaining() {
    return deadline == 0
        ? 0
        : Math.max(1, deadline - group.leader().kernel().clock().monotonicNanos());
  }

  /** What it is set to again, in nanoseconds. */
  public synchronized long interval() {
    return interval;
  }

  /**
   * Sets the timer.
   *
   * @param value nanoseconds from now; 0 takes it back
   * @param newInterval nanoseconds; 0 for once
   */
  public synchronized void set(long value, long newInterval) {
    var kernel = group.leader().kernel();
    interval = newInterval;
    if (value == 0) {
      deadline = 0;
      kernel.timers().cancel(this);
      return;
    }
    long now = kernel.clock().monotonicNanos();
    deadline = now + Math.min(value, Long.MAX_VALUE - now);
    kernel.timers().schedule(this, deadline);
  }

  /** Takes the timer back for good, when the process ends. */
  void cancel() {
    set(0, 0);
  }

  @Override
  protected void expire() {
    synchronized (this) {
      if (deadline == 0) {
        return;
      }
      var kernel = group.leader().kernel();
      long now = kernel.clock().monotonicNanos();
      if (now < deadline) {
        return; // was set again while it expired
      }
      if (interval == 0) {
        deadline = 0;
      } else {
        long missed = (now - deadline) / interval;
        deadline += (missed + 1) * interval;
        kernel.timers().schedule(this, deadline);
      }
    }
    SignalSender.toGroup(group, SignalInfo.kernel(Signals.SIGALRM));
  }
}
