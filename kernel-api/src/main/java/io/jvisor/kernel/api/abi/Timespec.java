package io.jvisor.kernel.api.abi;

import io.jvisor.kernel.api.Errno;
import io.jvisor.kernel.api.ErrnoException;
import io.jvisor.kernel.api.UserMemory;

/** {@code struct timespec}, in a guest's memory. */
public final class Timespec {
  /** Its size. */
  public static final int BYTES = 16;

  /** Nanoseconds of a second. */
  public static final long SECOND = 1_000_000_000L;

  private static final long MOST_SECONDS = Long.MAX_VALUE / SECOND;

  private Timespec() {}

  /**
   * Reads a time that is not negative.
   *
   * @return nanoseconds; what does not fit is {@link Long#MAX_VALUE}
   * @throws ErrnoException {@code EINVAL} when it is negative or not normal, {@code EFAULT}
   */
  public static long read(UserMemory memory, long address) throws ErrnoException {
    long seconds = memory.readLong(address);
    long nanos = memory.readLong(address + Long.BYTES);
    if (seconds < 0 || nanos < 0 || nanos >= SECOND) {
      throw Errno.EINVAL.exception();
    }
    return nanos(seconds, nanos);
  }

  /** Nanoseconds of seconds and a rest; what does not fit is {@link Long#MAX_VALUE}. */
  public static long nanos(long seconds, long rest) {
    return seconds >= MOST_SECONDS ? Long.MAX_VALUE : seconds * SECOND + rest;
  }

  /** Writes a time that is not negative. */
  public static void write(UserMemory memory, long address, long nanos) throws ErrnoException {
    memory.writeLong(address, nanos / SECOND);
    memory.writeLong(address + Long.BYTES, nanos % SECOND);
  }
}
