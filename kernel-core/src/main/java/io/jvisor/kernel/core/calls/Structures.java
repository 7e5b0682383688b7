package io.jvisor.kernel.core.calls;

import io.jvisor.kernel.api.Errno;
import io.jvisor.kernel.api.ErrnoException;
import io.jvisor.kernel.api.Task;
import io.jvisor.kernel.api.UserMemory;
import io.jvisor.kernel.api.abi.Timespec;
import io.jvisor.kernel.core.task.ResourceUsage;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/** Structures of the Linux ABI that several calls read or write. */
final class Structures {
  static final long NANOS_PER_MICRO = 1_000L;
  static final long MICROS_PER_SECOND = 1_000_000L;

  /** The size of {@code struct rusage}. */
  private static final long KILOBYTES_PER_PAGE = 4;

  private static final long RUSAGE_BYTES = 144;

  private Structures() {}

  /**
   * Reads a {@code struct timeval}.
   *
   * @return nanoseconds
   * @throws ErrnoException {@code EINVAL} for what is negative or has too many microseconds
   */
  static long readTimeval(UserMemory memory, long address) throws ErrnoException {
    long seconds = memory.readLong(address);
    long micros = memory.readLong(address + 8);
    if (seconds < 0 || micros < 0 || micros >= MICROS_PER_SECOND) {
      throw Errno.EINVAL.exception();
    }
    return Timespec.nanos(seconds, micros * NANOS_PER_MICRO);
  }

  /** Writes a {@code struct timeval}. */
  static void writeTimeval(UserMemory memory, long address, long nanos) throws ErrnoException {
    memory.writeLong(address, nanos / Timespec.SECOND);
    memory.writeLong(address + 8, nanos % Timespec.SECOND / NANOS_PER_MICRO);
  }

  /** Writes a {@code struct rusage}. */
  static void writeRusage(Task task, long address, ResourceUsage used) throws ErrnoException {
    MemorySegment usage = task.scratch().asSlice(0, RUSAGE_BYTES);
    usage.fill((byte) 0);
    usage.set(ValueLayout.JAVA_LONG, 0, used.user() / Timespec.SECOND);
    usage.set(ValueLayout.JAVA_LONG, 8, used.user() % Timespec.SECOND / NANOS_PER_MICRO);
    usage.set(ValueLayout.JAVA_LONG, 16, used.system() / Timespec.SECOND);
    usage.set(ValueLayout.JAVA_LONG, 24, used.system() % Timespec.SECOND / NANOS_PER_MICRO);
    usage.set(ValueLayout.JAVA_LONG, 32, used.peakResident() * KILOBYTES_PER_PAGE);
    usage.set(ValueLayout.JAVA_LONG, 64, used.faults());
    usage.set(ValueLayout.JAVA_LONG, 128, used.switches());
    task.memory().write(address, usage, 0, RUSAGE_BYTES);
  }
}
