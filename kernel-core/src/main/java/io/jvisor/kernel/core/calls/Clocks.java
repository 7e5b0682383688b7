package io.jvisor.kernel.core.calls;

import io.jvisor.kernel.api.Clock;
import io.jvisor.kernel.api.Task;

/** Deadlines of one clock on another. */
final class Clocks {
  private Clocks() {}

  /** The time on the monotonic clock at which the real-time clock will show a time. */
  static long monotonicOfRealtime(Clock clock, long realtime) {
    long left = Math.max(0, realtime - clock.realtimeNanos());
    long now = clock.monotonicNanos();
    return left >= Task.FOREVER - now ? Task.FOREVER : now + left;
  }
}
