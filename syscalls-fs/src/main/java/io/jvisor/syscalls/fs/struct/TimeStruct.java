package io.jvisor.syscalls.fs.struct;

import io.jvisor.kernel.api.Clock;
import io.jvisor.kernel.api.Errno;
import io.jvisor.kernel.api.ErrnoException;
import io.jvisor.kernel.api.Task;
import io.jvisor.kernel.api.UserMemory;
import io.jvisor.kernel.api.abi.Timespec;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/** {@code struct timespec}, {@code struct timeval} and {@code struct statx_timestamp}. */
public final class TimeStruct {
  /** Size of a {@code timespec} or {@code timeval}. */
  public static final int BYTES = 16;

  private static final long NANOS = 1_000_000_000L;
  private static final long MICROS = 1_000_000L;
  private static final long NANOS_PER_MICRO = 1000;

  /** The longest time that counts; what is longer never ends. */
  private static final long MAX_SECONDS = Long.MAX_VALUE / NANOS;

  private TimeStruct() {}

  /** Encodes nanoseconds since 1970 as a {@code timespec}. */
  static void encode(MemorySegment target, long offset, long nanos) {
    target.set(ValueLayout.JAVA_LONG_UNALIGNED, offset, Math.floorDiv(nanos, NANOS));
    target.set(ValueLayout.JAVA_LONG_UNALIGNED, offset + 8, Math.floorMod(nanos, NANOS));
  }

  /** Encodes nanoseconds since 1970 as a {@code statx_timestamp}. */
  static void encodeStatx(MemorySegment target, long offset, long nanos) {
    target.set(ValueLayout.JAVA_LONG_UNALIGNED, offset, Math.floorDiv(nanos, NANOS));
    target.set(ValueLayout.JAVA_INT_UNALIGNED, offset + 8, (int) Math.floorMod(nanos, NANOS));
  }

  /**
   * Reads a length of time from a {@code timeval}; more than a million microseconds carry over, as
   * {@code select(2)} has it.
   *
   * @throws ErrnoException {@code EINVAL} when it is negative, {@code EFAULT}
   */
  public static long readTimevalTimeout(UserMemory memory, long address) throws ErrnoException {
    long seconds = memory.readLong(address);
    long micros = memory.readLong(address + 8);
    if (seconds < 0 || micros < 0) {
      throw Errno.EINVAL.exception();
    }
    long carried = micros / MICROS;
    if (seconds >= MAX_SECONDS || carried >= MAX_SECONDS - seconds) {
      return Long.MAX_VALUE;
    }
    return (seconds + carried) * NANOS + micros % MICROS * NANOS_PER_MICRO;
  }

  /** Writes a length of time as a {@code timeval}. */
  public static void writeTimeval(UserMemory memory, long address, long nanos)
      throws ErrnoException {
    memory.writeLong(address, nanos / NANOS);
    memory.writeLong(address + 8, nanos % NANOS / NANOS_PER_MICRO);
  }

  /**
   * Tells the guest how much time is left of a wait, as {@code select(2)} and {@code ppoll(2)} do
   * in the kernel. An address that cannot be written is not an error of the call.
   *
   * @param address of the length of time that the guest gave, 0 for none
   * @param deadline as {@link Clock#deadlineAfter} gave it
   * @param micros whether it is a {@code timeval}
   * @return false when it could not be written, so that the call cannot be made again
   */
  public static boolean writeRemaining(Task task, long address, long deadline, boolean micros) {
    if (address == 0 || deadline == Task.FOREVER) {
      return true;
    }
    long left = deadline <= 0 ? 0 : Math.max(0, deadline - task.clock().monotonicNanos());
    try {
      if (micros) {
        writeTimeval(task.memory(), address, left);
      } else {
        Timespec.write(task.memory(), address, left);
      }
      return true;
    } catch (ErrnoException error) {
      return false;
    }
  }
}
