package io.jvisor.kernel.core.calls;

import io.jvisor.kernel.api.Errno;
import io.jvisor.kernel.api.ErrnoException;
import io.jvisor.kernel.api.Task;
import io.jvisor.kernel.api.UserMemory;
import io.jvisor.kernel.api.abi.Timespec;
import io.jvisor.kernel.core.task.KernelTask;
import io.jvisor.kernel.core.task.ThreadGroup;

/** {@code clock_gettime(2)}, {@code clock_getres(2)}, {@code gettimeofday(2)}, {@code time(2)}. */
final class ClockCalls {
  static final int CLOCK_REALTIME = 0;
  static final int CLOCK_MONOTONIC = 1;
  static final int CLOCK_PROCESS_CPUTIME_ID = 2;
  static final int CLOCK_THREAD_CPUTIME_ID = 3;
  static final int CLOCK_MONOTONIC_RAW = 4;
  static final int CLOCK_REALTIME_COARSE = 5;
  static final int CLOCK_MONOTONIC_COARSE = 6;
  static final int CLOCK_BOOTTIME = 7;
  static final int CLOCK_TAI = 11;

  private static final long COARSE_NANOS = 4_000_000;

  /** The lower bits of the clock of a process or thread: {@code clock_getcpuclockid(3)}. */
  private static final int CPU_CLOCK_SCHED = 2;

  private static final int CPU_CLOCK_OF_THREAD = 4;

  private ClockCalls() {}

  static long clockGettime(Task task, long clock, long address) throws ErrnoException {
    Timespec.write(task.memory(), address, now(KernelTask.of(task), (int) clock));
    return 0;
  }

  /**
   * What a clock shows.
   *
   * @throws ErrnoException {@code EINVAL} for a clock that there is not
   */
  static long now(KernelTask task, int clock) throws ErrnoException {
    return switch (clock) {
      case CLOCK_REALTIME, CLOCK_REALTIME_COARSE, CLOCK_TAI -> task.clock().realtimeNanos();
      case CLOCK_MONOTONIC, CLOCK_MONOTONIC_RAW, CLOCK_MONOTONIC_COARSE, CLOCK_BOOTTIME ->
          task.clock().monotonicNanos();
      case CLOCK_PROCESS_CPUTIME_ID -> cpuTime(task.group());
      case CLOCK_THREAD_CPUTIME_ID -> task.times().user() + task.times().system();
      default -> cpuClock(task, clock);
    };
  }

  private static long cpuTime(ThreadGroup group) {
    return group.times().user(group) + group.times().system(group);
  }

  private static long cpuClock(KernelTask task, int clock) throws ErrnoException {
    if (clock >= 0 || (clock & 3) > CPU_CLOCK_SCHED) {
      throw Errno.EINVAL.exception();
    }
    int id = ~(clock >> 3);
    KernelTask target = id == 0 ? task : task.pidNamespace().task(id);
    boolean ofThread = (clock & CPU_CLOCK_OF_THREAD) != 0;
    if (target == null || (ofThread && target.group() != task.group())) {
      throw Errno.EINVAL.exception();
    }
    return ofThread ? target.times().user() + target.times().system() : cpuTime(target.group());
  }

  static long clockGetres(Task task, long clock, long address) throws ErrnoException {
    int id = (int) clock;
    var _ = now(KernelTask.of(task), id);
    if (address != 0) {
      boolean coarse = id == CLOCK_REALTIME_COARSE || id == CLOCK_MONOTONIC_COARSE;
      Timespec.write(task.memory(), address, coarse ? COARSE_NANOS : 1);
    }
    return 0;
  }

  static long clockSettime(Task task, long clock, long address) throws ErrnoException {
    if ((int) clock != CLOCK_REALTIME) {
      throw Errno.EINVAL.exception();
    }
    var _ = Timespec.read(task.memory(), address);
    throw Errno.EPERM.exception();
  }

  static long gettimeofday(Task task, long time, long zone) throws ErrnoException {
    if (time != 0) {
      Structures.writeTimeval(task.memory(), time, task.clock().realtimeNanos());
    }
    if (zone != 0) {
      task.memory().writeLong(zone, 0); // minutes west of Greenwich, and no summer time
    }
    return 0;
  }

  static long settimeofday(Task task, long time, long zone) throws ErrnoException {
    UserMemory memory = task.memory();
    if (time != 0) {
      long seconds = memory.readLong(time);
      long micros = memory.readLong(time + 8);
      if (seconds < 0 || micros < 0 || micros > Structures.MICROS_PER_SECOND) {
        throw Errno.EINVAL.exception();
      }
    }
    if (zone != 0) {
      memory.readLong(zone);
    }
    return Errno.EPERM.result();
  }

  static long time(Task task, long address) throws ErrnoException {
    long seconds = task.clock().realtimeNanos() / Timespec.SECOND;
    if (address != 0) {
      task.memory().writeLong(address, seconds);
    }
    return seconds;
  }
}
