package io.jvisor.kernel.core.task;

import io.jvisor.kernel.api.Clock;
import io.jvisor.platform.spi.host.HostClock;
import io.jvisor.platform.spi.host.HostProcess;

/**
 * The CPU time of a task, in nanoseconds. That of the kernel is what the host measured of the
 * task's thread. What is left of the time since the start, without sleep, is that of guest code:
 * the host does not tell it, and to look at a clock twice for each call would cost more than many a
 * call. So time in which the host ran something else counts too.
 *
 * <p>Written by the task's thread, read by any.
 */
@SuppressWarnings("NonAtomicVolatileUpdate") // one writer
public final class TaskTimes {
  private final Clock clock;

  /** When the task began. */
  private volatile long start;

  /** The host's thread that the task is on; 0 before it begins and after it has ended. */
  private volatile int thread;

  /** What that thread's clock showed when the task began. */
  private long threadStart;

  /** Both times, once the task has ended. */
  private volatile long userAtEnd;

  private volatile long systemAtEnd;

  /** How long it has slept. */
  private volatile long slept;

  /** Since when it sleeps; 0 when it does not. */
  private volatile long sleepsSince;

  /** Times it slept for something. */
  private volatile long voluntarySwitches;

  /** Page faults of guest code. */
  private volatile long faults;

  TaskTimes(Clock clock) {
    this.clock = clock;
  }

  /** The task begins, on the calling thread. */
  void start() {
    int current = HostProcess.threadId();
    threadStart = HostClock.threadNanos(current);
    start = clock.monotonicNanos();
    thread = current;
  }

  /** The task ends, on the same thread. */
  void end() {
    userAtEnd = user();
    systemAtEnd = system();
    thread = 0;
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
    if (thread == 0) {
      return userAtEnd;
    }
    long since = sleepsSince;
    long now = since == 0 ? clock.monotonicNanos() : since;
    return Math.max(0, now - start - slept - system());
  }

  /** Time in the kernel. */
  public long system() {
    int current = thread;
    return current == 0
        ? systemAtEnd
        : Math.max(systemAtEnd, HostClock.threadNanos(current) - threadStart);
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
