package io.jvisor.kernel.core.task;

import io.jvisor.kernel.api.Clock;

/**
 * The CPU time of a task, in nanoseconds: time in the guest and time in the kernel, without sleep.
 * Measured by the wall clock, so that time in which the host ran something else counts too.
 *
 * <p>Written by the task's thread, read by any.
 */
@SuppressWarnings("NonAtomicVolatileUpdate") // one writer
public final class TaskTimes {
  private final Clock clock;
  private volatile long user;
  private volatile long system;
  private volatile long since;
  private volatile boolean isUser;

  /** Times it slept for something, and times it was made to wait. */
  private volatile long voluntarySwitches;

  /** Page faults of guest code. */
  private volatile long faults;

  TaskTimes(Clock clock) {
    this.clock = clock;
    this.since = clock.monotonicNanos();
  }

  /** The task's thread begins to run. */
  void start() {
    since = clock.monotonicNanos();
  }

  void enterGuest() {
    long now = clock.monotonicNanos();
    system += now - since;
    since = now;
    isUser = true;
  }

  void leaveGuest() {
    long now = clock.monotonicNanos();
    user += now - since;
    since = now;
    isUser = false;
  }

  void beginSleep() {
    system += clock.monotonicNanos() - since;
    since = Long.MAX_VALUE; // nothing runs up
    voluntarySwitches++;
  }

  void endSleep() {
    since = clock.monotonicNanos();
  }

  /** Time in guest code. */
  public long user() {
    return isUser ? user + running() : user;
  }

  /** Time in the kernel. */
  public long system() {
    return isUser ? system : system + running();
  }

  private long running() {
    long begun = since;
    return begun == Long.MAX_VALUE ? 0 : Math.max(0, clock.monotonicNanos() - begun);
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
