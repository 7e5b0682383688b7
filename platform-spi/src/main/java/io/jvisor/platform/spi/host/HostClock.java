package io.jvisor.platform.spi.host;

import io.jvisor.kernel.api.abi.SyscallNumbers;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.time.Instant;

/** The host's clocks: {@code clock_gettime(2)}. */
public final class HostClock {
  private static final long NANOS = 1_000_000_000;

  /** {@code CPUCLOCK_SCHED}: how a process's id becomes a clock's number. */
  private static final int PROCESS_CLOCK = 2;

  /** {@code CPUCLOCK_PERTHREAD | CPUCLOCK_SCHED}: the same for a thread's id. */
  private static final int THREAD_CLOCK = 6;

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
   * The CPU time of a thread of this process, in nanoseconds; 0 if there is no such thread. The
   * host does not tell that of other processes' threads.
   */
  public static long threadNanos(int tid) {
    try (Arena arena = Arena.ofConfined()) {
      return threadNanos(tid, arena.allocate(16, 8));
    }
  }

  /** The same, with 16 bytes of memory to work in. */
  public static long threadNanos(int tid, MemorySegment time) {
    return cpuNanos(~tid << 3 | THREAD_CLOCK, time);
  }

  /**
   * The CPU time of all threads of any process, in nanoseconds; 0 if there is no such process.
   *
   * @param time 16 bytes of memory to work in
   */
  public static long processNanos(int pid, MemorySegment time) {
    return cpuNanos(~pid << 3 | PROCESS_CLOCK, time);
  }

  private static long cpuNanos(int clock, MemorySegment time) {
    return HostCall.call(SyscallNumbers.CLOCK_GETTIME, clock, time.address(), 0) < 0
        ? 0
        : time.get(ValueLayout.JAVA_LONG, 0) * NANOS + time.get(ValueLayout.JAVA_LONG, 8);
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
