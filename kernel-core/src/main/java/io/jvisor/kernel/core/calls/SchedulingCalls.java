package io.jvisor.kernel.core.calls;

import io.jvisor.kernel.api.Errno;
import io.jvisor.kernel.api.ErrnoException;
import io.jvisor.kernel.api.Task;
import io.jvisor.kernel.core.task.KernelTask;

/** {@code sched(7)}: policies, priorities, affinity. */
final class SchedulingCalls {
  private static final int SCHED_OTHER = 0;
  private static final int SCHED_FIFO = 1;
  private static final int SCHED_RR = 2;
  private static final int SCHED_BATCH = 3;
  private static final int SCHED_IDLE = 5;
  private static final int SCHED_DEADLINE = 6;
  private static final int SCHED_RESET_ON_FORK = 0x40000000;
  private static final int HIGHEST_PRIORITY = 99;

  /** The time slice that Linux tells for {@code SCHED_OTHER}. */
  private static final long SLICE_NANOS = 4_000_000;

  private SchedulingCalls() {}

  @SuppressWarnings("ThreadPriorityCheck") // it is what the guest asks for
  static long yieldCpu(Task task) {
    Thread.yield();
    return 0;
  }

  private static KernelTask find(Task caller, long pid) throws ErrnoException {
    int id = (int) pid;
    if (id < 0) {
      throw Errno.EINVAL.exception();
    }
    KernelTask task = KernelTask.of(caller);
    KernelTask target = id == 0 ? task : task.kernel().tasks().task(id);
    if (target == null) {
      throw Errno.ESRCH.exception();
    }
    return target;
  }

  /** Here a negative id is no task rather than a bad argument. */
  private static KernelTask findForAffinity(Task caller, long pid) throws ErrnoException {
    if ((int) pid < 0) {
      throw Errno.ESRCH.exception();
    }
    return find(caller, pid);
  }

  private static KernelTask findToChange(Task caller, long pid) throws ErrnoException {
    KernelTask target = find(caller, pid);
    if (!Permissions.maySchedule(caller.credentials(), target.credentials())) {
      throw Errno.EPERM.exception();
    }
    return target;
  }

  static long getcpu(Task task, long cpu, long node, long cache) throws ErrnoException {
    long allowed = KernelTask.of(task).affinity();
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
    KernelTask target = findToChange(caller, pid);
    long allowed = mask & target.kernel().onlineCpus();
    if (allowed == 0) {
      throw Errno.EINVAL.exception();
    }
    target.setAffinity(allowed);
    return 0;
  }

  static long getAffinity(Task caller, long pid, long size, long address) throws ErrnoException {
    long bytes = size & 0xffffffffL;
    if ((bytes & 7) != 0 || bytes * 8 < KernelTask.of(caller).kernel().processors()) {
      throw Errno.EINVAL.exception();
    }
    KernelTask target = findForAffinity(caller, pid);
    caller.memory().writeLong(address, target.affinity());
    return 8;
  }

  private static void checkPolicy(int policy, int priority) throws ErrnoException {
    switch (policy) {
      case SCHED_OTHER, SCHED_BATCH, SCHED_IDLE -> {
        if (priority != 0) {
          throw Errno.EINVAL.exception();
        }
      }
      case SCHED_FIFO, SCHED_RR -> {
        if (priority < 1 || priority > HIGHEST_PRIORITY) {
          throw Errno.EINVAL.exception();
        }
        throw Errno.EPERM.exception();
      }
      default -> throw Errno.EINVAL.exception();
    }
  }

  static long setScheduler(Task caller, long pid, long policy, long parameter)
      throws ErrnoException {
    if (parameter == 0 || (int) policy < 0) {
      throw Errno.EINVAL.exception();
    }
    int priority = caller.memory().readInt(parameter);
    KernelTask target = findToChange(caller, pid);
    int wanted = (int) policy & ~SCHED_RESET_ON_FORK;
    checkPolicy(wanted, priority);
    target.setSchedulingPolicy(wanted);
    return 0;
  }

  static long getScheduler(Task caller, long pid) throws ErrnoException {
    return find(caller, pid).schedulingPolicy();
  }

  static long setParameter(Task caller, long pid, long parameter) throws ErrnoException {
    if (parameter == 0) {
      throw Errno.EINVAL.exception();
    }
    int priority = caller.memory().readInt(parameter);
    KernelTask target = findToChange(caller, pid);
    checkPolicy(target.schedulingPolicy(), priority);
    return 0;
  }

  static long getParameter(Task caller, long pid, long parameter) throws ErrnoException {
    if (parameter == 0) {
      throw Errno.EINVAL.exception();
    }
    find(caller, pid);
    caller.memory().writeInt(parameter, 0); // no policy that is there has priorities
    return 0;
  }

  static long getPriorityMaximum(Task task, long policy) throws ErrnoException {
    return switch ((int) policy) {
      case SCHED_FIFO, SCHED_RR -> HIGHEST_PRIORITY;
      case SCHED_OTHER, SCHED_BATCH, SCHED_IDLE, SCHED_DEADLINE -> 0;
      default -> throw Errno.EINVAL.exception();
    };
  }

  static long getPriorityMinimum(Task task, long policy) throws ErrnoException {
    return switch ((int) policy) {
      case SCHED_FIFO, SCHED_RR -> 1;
      case SCHED_OTHER, SCHED_BATCH, SCHED_IDLE, SCHED_DEADLINE -> 0;
      default -> throw Errno.EINVAL.exception();
    };
  }

  static long getInterval(Task caller, long pid, long address) throws ErrnoException {
    KernelTask target = find(caller, pid);
    long slice = target.schedulingPolicy() == SCHED_IDLE ? 0 : SLICE_NANOS;
    Structures.writeTimespec(caller.memory(), address, slice);
    return 0;
  }
}
