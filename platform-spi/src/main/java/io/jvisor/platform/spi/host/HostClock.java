package io.jvisor.platform.spi.host;

import io.jvisor.kernel.api.abi.SyscallNumbers;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.time.Instant;

/** The host's clocks: {@code clock_gettime(2)}. */
public final class HostClock {
  private static final long NANOS = 1_000_000_000;

  private HostClock() {}

  /**
   * {@code CLOCK_MONOTONIC} in nanoseconds. HotSpot's {@link System#nanoTime} is that clock on
   * Linux, with the same zero, read through the vDSO.
   */
  public static long monotonicNanos() {
    return System.nanoTime();
  }

  /** {@code CLOCK_REALTIME} in nanoseconds since 1970. */
  public static long realtimeNanos() {
    Instant now = Instant.now();
    return now.getEpochSecond() * NANOS + now.getNano();
  }

  /**
   * Any clock of {@code clock_gettime(2)}, by system call.
   *
   * @param clock a {@code CLOCK_*} number
   * @return nanoseconds
   * @throws HostException {@code EINVAL} for a clock that the host does not have
   */
  public static long nanos(int clock) {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment time = arena.allocate(16, 8);
      long result = HostCall.call(SyscallNumbers.CLOCK_GETTIME, clock, time.address(), 0);
      if (result < 0) {
        throw new HostException("clock_gettime", result);
      }
      return time.get(ValueLayout.JAVA_LONG, 0) * NANOS + time.get(ValueLayout.JAVA_LONG, 8);
    }
  }
}
