package io.jvisor.platform.spi.placement;

import io.jvisor.kernel.api.abi.SyscallNumbers;
import io.jvisor.platform.spi.host.HostCall;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/** Reads CPU clocks without allocating. Owned by one thread. */
final class CpuClock {
  private static final long NANOS = 1_000_000_000;

  private final MemorySegment time = Arena.ofAuto().allocate(16, 8);

  /** The clock's nanoseconds, or 0 when its thread is gone. */
  long nanos(int clock) {
    return HostCall.call(SyscallNumbers.CLOCK_GETTIME, clock, time.address(), 0) < 0
        ? 0
        : time.get(ValueLayout.JAVA_LONG, 0) * NANOS + time.get(ValueLayout.JAVA_LONG, 8);
  }
}
