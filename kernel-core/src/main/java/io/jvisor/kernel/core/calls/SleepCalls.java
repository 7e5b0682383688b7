package io.jvisor.kernel.core.calls;

import io.jvisor.kernel.api.Errno;
import io.jvisor.kernel.api.ErrnoException;
import io.jvisor.kernel.api.Restart;
import io.jvisor.kernel.api.Task;
import io.jvisor.kernel.api.abi.Timespec;
import io.jvisor.kernel.api.sync.WaitResult;
import io.jvisor.kernel.core.task.KernelTask;

/** {@code nanosleep(2)} and {@code clock_nanosleep(2)}. */
final class SleepCalls {
  private static final int TIMER_ABSTIME = 1;

  private SleepCalls() {}

  static long nanosleep(Task task, long request, long remain) throws ErrnoException {
    long nanos = Timespec.read(task.memory(), request);
    return sleep(KernelTask.of(task), task.clock().deadlineAfter(nanos), remain);
  }

  static long clockNanosleep(Task caller, long clock, long flags, long request, long remain)
      throws ErrnoException {
    KernelTask task = KernelTask.of(caller);
    int id = (int) clock;
    boolean realtime = id == ClockCalls.CLOCK_REALTIME || id == ClockCalls.CLOCK_TAI;
    if (id == ClockCalls.CLOCK_THREAD_CPUTIME_ID) {
      throw Errno.EOPNOTSUPP.exception(); // readable, but a thread that sleeps uses no CPU
    }
    boolean sleeps =
        realtime || id == ClockCalls.CLOCK_MONOTONIC || id == ClockCalls.CLOCK_BOOTTIME;
    if (!sleeps && id >= 0) {
      boolean readable =
          id == ClockCalls.CLOCK_PROCESS_CPUTIME_ID
              || id == ClockCalls.CLOCK_MONOTONIC_RAW
              || id == ClockCalls.CLOCK_REALTIME_COARSE
              || id == ClockCalls.CLOCK_MONOTONIC_COARSE;
      throw (readable ? Errno.EOPNOTSUPP : Errno.EINVAL).exception();
    }
    long nanos = Timespec.read(task.memory(), request);
    if (!sleeps) {
      throw Errno.EINVAL.exception();
    }
    if (((int) flags & TIMER_ABSTIME) == 0) {
      return sleep(task, task.clock().deadlineAfter(nanos), remain);
    }
    long deadline = nanos;
    if (realtime) {
      deadline = task.clock().deadlineAt(nanos);
    }
    // Called again with the same arguments it means the same: no restart block is needed.
    return park(task, deadline) ? Restart.NO_HAND : 0;
  }

  private static long sleep(KernelTask task, long deadline, long remain) throws ErrnoException {
    if (!park(task, deadline)) {
      return 0;
    }
    if (remain != 0) {
      long left = Math.max(0, deadline - task.clock().monotonicNanos());
      Timespec.write(task.memory(), remain, left);
    }
    task.setRestartBlock(self -> sleep(self, deadline, remain));
    return Restart.BLOCK;
  }

  /** Sleeps; true when interrupted. */
  private static boolean park(KernelTask task, long deadline) {
    for (; ; ) {
      WaitResult result = task.park(deadline);
      if (result != WaitResult.READY) {
        return result == WaitResult.INTERRUPTED;
      }
    }
  }
}
