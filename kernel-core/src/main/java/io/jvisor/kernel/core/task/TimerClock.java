package io.jvisor.kernel.core.task;

/** What a timer of a process goes by, in nanoseconds. */
public enum TimerClock {
  /** Time that passes, whatever is done to the date. */
  MONOTONIC,
  /** The date. */
  REALTIME,
  /** Time the process spends in guest code. */
  USER_CPU,
  /** Time the process spends on a CPU. */
  CPU;

  /** What the clock shows to a process. */
  long now(ThreadGroup group) {
    var clock = group.leader().kernel().clock();
    return switch (this) {
      case MONOTONIC -> clock.monotonicNanos();
      case REALTIME -> clock.realtimeNanos();
      case USER_CPU -> group.times().user(group);
      case CPU -> group.times().user(group) + group.times().system(group);
    };
  }

  /** Whether the clock stands still while the process sleeps. */
  boolean isCpu() {
    return this == USER_CPU || this == CPU;
  }
}
