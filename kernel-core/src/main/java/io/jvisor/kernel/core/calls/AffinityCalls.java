package io.jvisor.kernel.core.calls;

import io.jvisor.kernel.api.Errno;
import io.jvisor.kernel.api.ErrnoException;
import io.jvisor.kernel.api.Task;
import io.jvisor.kernel.core.task.KernelTask;

/** {@code sched_setaffinity(2)}, {@code getcpu(2)}, {@code sched_yield(2)}. */
final class AffinityCalls {
  private AffinityCalls() {}

  @SuppressWarnings("ThreadPriorityCheck") // it is what the guest asks for
  static long yieldCpu(Task task) {
    Thread.yield();
    return 0;
  }

  /** Here a negative id is no task rather than a bad argument. */
  private static KernelTask findForAffinity(Task caller, long pid) throws ErrnoException {
    if ((int) pid < 0) {
      throw Errno.ESRCH.exception();
    }
    return SchedulingCalls.find(caller, pid);
  }

  static long getcpu(Task task, long cpu, long node, long cache) throws ErrnoException {
    long allowed = KernelTask.of(task).scheduling().affinity();
    if (cpu != 0) {
      // The task's thread moves as the host likes; any CPU it may run on is a true answer.
      task.memory().writeInt(cpu, Long.numberOfTrailingZeros(allowed));
    }
    if (node != 0) {
      task.memory().writeInt(node, 0);
    }
    return 0;
  }

  static long setAffinity(Task caller, long pid, long size, long address) throws ErrnoException {
    long mask = 0;
    long bytes = Math.min(size & 0xffffffffL, 8);
    for (long index = 0; index < bytes; index++) {
      mask |= (caller.memory().readByte(address + index) & 0xffL) << (8 * index);
    }
    KernelTask target = SchedulingCalls.findToChange(caller, pid);
    long allowed = mask & target.kernel().onlineCpus();
    if (allowed == 0) {
      throw Errno.EINVAL.exception();
    }
    target.scheduling().setAffinity(allowed);
    return 0;
  }

  static long getAffinity(Task caller, long pid, long size, long address) throws ErrnoException {
    long bytes = size & 0xffffffffL;
    if ((bytes & 7) != 0 || bytes * 8 < KernelTask.of(caller).kernel().processors()) {
      throw Errno.EINVAL.exception();
    }
    KernelTask target = findForAffinity(caller, pid);
    caller.memory().writeLong(address, target.scheduling().affinity());
    return 8;
  }
}
