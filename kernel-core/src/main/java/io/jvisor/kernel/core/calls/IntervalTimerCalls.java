package io.jvisor.kernel.core.calls;

import io.jvisor.kernel.api.Errno;
import io.jvisor.kernel.api.ErrnoException;
import io.jvisor.kernel.api.Task;
import io.jvisor.kernel.api.UserMemory;
import io.jvisor.kernel.api.abi.Timespec;
import io.jvisor.kernel.core.task.GroupTimer;
import io.jvisor.kernel.core.task.KernelTask;
import io.jvisor.kernel.core.task.ProcessTimers;

/** {@code alarm(2)}, {@code getitimer(2)}, {@code setitimer(2)}. */
final class IntervalTimerCalls {
  private static final int ITIMER_REAL = 0;
  private static final int ITIMER_VIRTUAL = 1;
  private static final int ITIMER_PROF = 2;

  private IntervalTimerCalls() {}

  static long alarm(Task task, long seconds) {
    GroupTimer timer = KernelTask.of(task).group().timers().real();
    long left = timer.remaining();
    timer.set((seconds & 0xffffffffL) * Timespec.SECOND, 0);
    // Rounded to the nearest second, but never to 0 while the alarm is set.
    long whole = (left + Timespec.SECOND / 2) / Timespec.SECOND;
    return left > 0 ? Math.max(1, whole) : 0;
  }

  static long getitimer(Task task, long which, long address) throws ErrnoException {
    GroupTimer timer = timer(task, which);
    write(task.memory(), address, timer.remaining(), timer.interval());
    return 0;
  }

  static long setitimer(Task task, long which, long newValue, long oldValue) throws ErrnoException {
    long interval = 0;
    long value = 0;
    if (newValue != 0) {
      interval = Structures.readTimeval(task.memory(), newValue);
      value = Structures.readTimeval(task.memory(), newValue + 16);
    }
    GroupTimer timer = timer(task, which);
    long oldRemaining = timer.remaining();
    long oldInterval = timer.interval();
    timer.set(value, value == 0 ? 0 : interval);
    if (oldValue != 0) {
      write(task.memory(), oldValue, oldRemaining, oldInterval);
    }
    return 0;
  }

  private static GroupTimer timer(Task task, long which) throws ErrnoException {
    ProcessTimers timers = KernelTask.of(task).group().timers();
    return switch ((int) which) {
      case ITIMER_REAL -> timers.real();
      case ITIMER_VIRTUAL -> timers.virtual();
      case ITIMER_PROF -> timers.profiling();
      default -> throw Errno.EINVAL.exception();
    };
  }

  private static void write(UserMemory memory, long address, long value, long interval)
      throws ErrnoException {
    Structures.writeTimeval(memory, address, interval);
    Structures.writeTimeval(memory, address + 16, value);
  }
}
