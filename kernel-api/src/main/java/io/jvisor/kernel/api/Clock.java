package io.jvisor.kernel.api;

/** The time, in nanoseconds. */
public interface Clock {
  /** {@code CLOCK_MONOTONIC}. */
  long monotonicNanos();

  /** {@code CLOCK_REALTIME}: since 1970-01-01 00:00:00 UTC. */
  long realtimeNanos();
}
