package io.jvisor.syscalls.ipc;

import io.jvisor.kernel.api.Errno;
import io.jvisor.kernel.api.ErrnoException;
import io.jvisor.kernel.api.Task;

/** Deadlines on the monotonic clock from what guests pass. */
final class Deadlines {
  private static final long NANOS_PER_SECOND = 1_000_000_000L;
  private static final long MOST_SECONDS = Long.MAX_VALUE / NANOS_PER_SECOND;

  private Deadlines() {}

  /** Nanoseconds; times past the end of a {@code long} are its end. */
  private static long read(Task task, long address) throws ErrnoException {
    long seconds = task.memory().readLong(address);
    long nanos = task.memory().readLong(address + Long.BYTES);
    if (seconds < 0 || nanos < 0 || nanos >= NANOS_PER_SECOND) {
      throw Errno.EINVAL.exception();
    }
    return seconds >= MOST_SECONDS ? Long.MAX_VALUE : seconds * NANOS_PER_SECOND + nanos;
  }

  /**
   * A time from now.
   *
   * @param address of a {@code struct timespec}
   * @return as for {@link Task#park}
   * @throws ErrnoException {@code EFAULT}, {@code EINVAL}
   */
  static long relative(Task task, long address) throws ErrnoException {
    return after(task, read(task, address));
  }

  /** A time on the real-time clock; as {@link #relative}. */
  static long realtime(Task task, long address) throws ErrnoException {
    long time = read(task, address);
    return time == Long.MAX_VALUE
        ? Task.FOREVER
        : after(task, Math.max(0, time - task.clock().realtimeNanos()));
  }

  private static long after(Task task, long nanos) {
    long now = task.clock().monotonicNanos();
    return nanos >= Task.FOREVER - now ? Task.FOREVER : now + nanos;
  }
}
