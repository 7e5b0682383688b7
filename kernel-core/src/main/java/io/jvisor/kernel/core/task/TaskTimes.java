package io.jvisor.kernel.core.task;

import io.jvisor.kernel.api.Clock;
import io.jvisor.kernel.core.time.GuestClock;
import io.jvisor.kernel.core.time.GuestShare;
import io.jvisor.platform.spi.KernelClock;
import io.jvisor.platform.spi.Platform;

/**
 * The CPU time of a task, in nanoseconds. That of the kernel is what the platform measured. What is
 * left of the time since the start, without sleep, is that of guest code, as far as the host says
 * that it ran ({@link GuestClock}): to look at a clock twice for each call would cost more than
 * many a call.
 *
 * <p>Written by the task's thread, read by any.
 */
@SuppressWarnings("NonAtomicVolatileUpdate") // one writer
public final class TaskTimes {
  private final Clock clock;
  private final Platform platform;

  /** When the task began. */
  private volatile long start;

  /** The time in the kernel; null before the task begins and after it has ended. */
  private volatile KernelClock kernelClock;

  /** What that clock showed when the task began. */
  private long kernelStart;

  /** That time, once the task has ended. */
  private volatile long systemAtEnd;

  /** That of guest code. */
  private final GuestShare guest =
      new GuestShare() {
        @Override
        protected long elapsed() {
          long since = sleepsSince;
          long now = since == 0 ? clock.monotonicNanos() : since;
          return Math.max(0, now - start - slept - system());
        }
      };

  /** How long it has slept. */
  private volatile long slept;

  /** Since when it sleeps; 0 when it does not. */
  private volatile long sleepsSince;

  /** Times it slept for something. */
  private volatile long voluntarySwitches;

  /** Page faults of guest code. */
  private volatile long faults;

  TaskTimes(Clock clock, Platform platform) {
    this.clock = clock;
    this.platform = platform;
  }

  /** The task begins, on the calling thread. */
  void start() {
    KernelClock own = platform.kernelClock();
    kernelStart = own.nanos();
    start = clock.monotonicNanos();
    kernelClock = own;
  }

  /** The task ends, on the same thread. */
  void end() {
    systemAtEnd = system();
    kernelClock = null;
  }

  /** Guest code runs in another address space, or, with null, no more. On the task's thread. */
  void enter(GuestClock next) {
    guest.enter(next);
  }

  void beginSleep() {
    sleepsSince = clock.monotonicNanos();
    voluntarySwitches++;
  }

  void endSleep() {
    slept += clock.monotonicNanos() - sleepsSince;
    sleepsSince = 0;
  }

  /** Time in guest code. */
  public long user() {
    return guest.nanos();
  }

  /** Time in the kernel. */
  public long system() {
    KernelClock own = kernelClock;
    return own == null ? systemAtEnd : own.nanos() - kernelStart;
  }

  void fault() {
    faults++;
  }

  /** Page faults of guest code. */
  public long faults() {
    return faults;
  }

  /** How often the task slept. */
  public long voluntarySwitches() {
    return voluntarySwitches;
  }
}
