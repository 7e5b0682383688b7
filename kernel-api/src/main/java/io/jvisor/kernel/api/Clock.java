package io.jvisor.kernel.api;

/** The time, in nanoseconds. */
public interface Clock {
  /** {@code CLOCK_MONOTONIC}. */
  long monotonicNanos();

  /** {@code CLOCK_REALTIME}: since 1970-01-01 00:00:00 UTC. */
  long realtimeNanos();

  /**
   * When a time from now is over.
   *
   * @param nanos not negative
   * @return nanoseconds on {@link #monotonicNanos}, or {@link Task#FOREVER} past its end
   */
  default long deadlineAfter(long nanos) {
    long now = monotonicNanos();
    return nanos >= Task.FOREVER - now ? Task.FOREVER : now + nanos;
  }

  /** When {@link #realtimeNanos} will show a time; as {@link #deadlineAfter}. */
  default long deadlineAt(long realtime) {
    return realtime == Task.FOREVER
        ? Task.FOREVER
        : deadlineAfter(Math.max(0, realtime - realtimeNanos()));
  }
}
