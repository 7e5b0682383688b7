package io.jvisor.kernel.core.calls;

import io.jvisor.kernel.api.Capability;
import io.jvisor.kernel.api.Errno;
import io.jvisor.kernel.api.ErrnoException;
import io.jvisor.kernel.api.Task;
import io.jvisor.kernel.api.UserMemory;
import io.jvisor.kernel.api.abi.Resource;
import io.jvisor.kernel.api.abi.Timespec;
import io.jvisor.kernel.core.task.KernelTask;
import io.jvisor.kernel.core.task.SchedulingPolicy;

/** {@code sched(7)}: policies and priorities. */
final class SchedulingCalls {
  private static final int SCHED_RESET_ON_FORK = 0x40000000;
  private static final int HIGHEST_PRIORITY = 99;

  /** In the place of a policy: leave it as it is. */
  private static final int KEEP_POLICY = -1;

  /** The time slices that Linux tells. */
  private static final long SLICE_NANOS = 4_000_000;

  private static final long ROUND_ROBIN_NANOS = 100_000_000;

  private static final long PAGE_SIZE = 4096;

  /** {@code SCHED_ATTR_SIZE_VER0}, the smallest {@code struct sched_attr}. */
  private static final int ATTR_BYTES_MIN = 48;

  /** {@code SCHED_ATTR_SIZE_VER1}, what is known of it. */
  private static final int ATTR_BYTES_KNOWN = 56;

  private static final long SCHED_FLAG_RESET_ON_FORK = 1;
  private static final long SCHED_FLAG_KEEP_POLICY = 8;
  private static final long SCHED_FLAG_KEEP_PARAMS = 16;
  private static final long SCHED_FLAG_UTIL_CLAMP = 0x60;
  private static final long SCHED_FLAG_ALL = 0x7f;

  private SchedulingCalls() {}

  static KernelTask find(Task caller, long pid) throws ErrnoException {
    int id = (int) pid;
    if (id < 0) {
      throw Errno.EINVAL.exception();
    }
    KernelTask task = KernelTask.of(caller);
    KernelTask target = id == 0 ? task : task.pidNamespace().task(id);
    if (target == null) {
      throw Errno.ESRCH.exception();
    }
    return target;
  }

  static KernelTask findToChange(Task caller, long pid) throws ErrnoException {
    KernelTask target = find(caller, pid);
    if (!Permissions.maySchedule(caller.credentials(), target.credentials())) {
      throw Errno.EPERM.exception();
    }
    return target;
  }

  private static int least(int policy) throws ErrnoException {
    return switch (policy) {
      case SchedulingPolicy.SCHED_FIFO, SchedulingPolicy.SCHED_RR -> 1;
      case SchedulingPolicy.SCHED_OTHER,
          SchedulingPolicy.SCHED_BATCH,
          SchedulingPolicy.SCHED_IDLE,
          SchedulingPolicy.SCHED_DEADLINE ->
          0;
      default -> throw Errno.EINVAL.exception();
    };
  }

  private static int most(int policy) throws ErrnoException {
    return least(policy) == 0 ? 0 : HIGHEST_PRIORITY;
  }

  /**
   * Changes a task's policy, with the checks of {@code sched_setscheduler(2)} in the order of
   * Linux.
   */
  private static void change(Task caller, KernelTask target, SchedulingPolicy wanted, int nice)
      throws ErrnoException {
    SchedulingPolicy old = target.scheduling().policy();
    int policy = wanted.policy();
    if (wanted.priority() < least(policy) || wanted.priority() > most(policy)) {
      throw Errno.EINVAL.exception();
    }
    boolean isFair =
        policy == SchedulingPolicy.SCHED_OTHER || policy == SchedulingPolicy.SCHED_BATCH;
    boolean faster = isFair && nice < target.group().nice();
    if (!caller.credentials().has(Capability.SYS_NICE)
        && ((faster && !PriorityCalls.mayRaise(caller, nice))
            || (wanted.isRealTime() && !mayBeRealTime(caller, old, wanted))
            || policy == SchedulingPolicy.SCHED_DEADLINE
            || (old.policy() == SchedulingPolicy.SCHED_IDLE
                && policy != SchedulingPolicy.SCHED_IDLE
                && !PriorityCalls.mayRaise(caller, target.group().nice()))
            || (old.resetOnFork() && !wanted.resetOnFork())
            || !Permissions.maySchedule(caller.credentials(), target.credentials()))) {
      throw Errno.EPERM.exception();
    }
    if (policy == SchedulingPolicy.SCHED_DEADLINE) {
      throw Errno.EBUSY.exception(); // no CPU time can be promised
    }
    target.scheduling().setPolicy(wanted);
    if (isFair) {
      target.group().setNice(nice);
    }
  }

  private static boolean mayBeRealTime(Task caller, SchedulingPolicy old, SchedulingPolicy wanted) {
    long limit = caller.softLimit(Resource.RLIMIT_RTPRIO);
    boolean newPolicy = wanted.policy() != old.policy();
    return !(newPolicy && limit == 0)
        && (wanted.priority() <= old.priority()
            || Long.compareUnsigned(wanted.priority(), limit) <= 0);
  }

  static long setScheduler(Task caller, long pid, long policy, long parameter)
      throws ErrnoException {
    if ((int) policy < 0) {
      throw Errno.EINVAL.exception();
    }
    return setScheduler(caller, pid, (int) policy, parameter);
  }

  static long setParameter(Task caller, long pid, long parameter) throws ErrnoException {
    return setScheduler(caller, pid, KEEP_POLICY, parameter);
  }

  private static long setScheduler(Task caller, long pid, int policy, long parameter)
      throws ErrnoException {
    if (parameter == 0 || (int) pid < 0) {
      throw Errno.EINVAL.exception();
    }
    int priority = caller.memory().readInt(parameter);
    KernelTask target = find(caller, pid);
    SchedulingPolicy old = target.scheduling().policy();
    SchedulingPolicy wanted =
        policy == KEEP_POLICY
            ? new SchedulingPolicy(old.policy(), priority, old.resetOnFork())
            : new SchedulingPolicy(
                policy & ~SCHED_RESET_ON_FORK, priority, (policy & SCHED_RESET_ON_FORK) != 0);
    change(caller, target, wanted, target.group().nice());
    return 0;
  }

  static long getScheduler(Task caller, long pid) throws ErrnoException {
    SchedulingPolicy policy = find(caller, pid).scheduling().policy();
    return policy.policy() | (policy.resetOnFork() ? SCHED_RESET_ON_FORK : 0);
  }

  static long getParameter(Task caller, long pid, long parameter) throws ErrnoException {
    if (parameter == 0) {
      throw Errno.EINVAL.exception();
    }
    caller.memory().writeInt(parameter, find(caller, pid).scheduling().policy().priority());
    return 0;
  }

  static long setAttributes(Task caller, long pid, long address, long flags) throws ErrnoException {
    if (address == 0 || (int) pid < 0 || (int) flags != 0) {
      throw Errno.EINVAL.exception();
    }
    UserMemory memory = caller.memory();
    int size = checkSize(memory, address);
    int policy = memory.readInt(address + 4);
    long options = memory.readLong(address + 8);
    int nice = Math.clamp(memory.readInt(address + 16), -20, 19);
    int priority = memory.readInt(address + 20);
    if (policy < 0
        || (options & ~SCHED_FLAG_ALL) != 0
        || ((options & SCHED_FLAG_UTIL_CLAMP) != 0 && size < ATTR_BYTES_KNOWN)) {
      throw Errno.EINVAL.exception();
    }
    if ((options & SCHED_FLAG_UTIL_CLAMP) != 0) {
      throw Errno.EOPNOTSUPP.exception();
    }
    KernelTask target = find(caller, pid);
    SchedulingPolicy old = target.scheduling().policy();
    boolean keepsParameters = (options & SCHED_FLAG_KEEP_PARAMS) != 0;
    SchedulingPolicy wanted =
        new SchedulingPolicy(
            (options & SCHED_FLAG_KEEP_POLICY) != 0 ? old.policy() : policy,
            keepsParameters ? old.priority() : priority,
            (options & SCHED_FLAG_RESET_ON_FORK) != 0);
    change(caller, target, wanted, keepsParameters ? target.group().nice() : nice);
    return 0;
  }

  /** Checks a structure that may be of another version; tells the caller what is known here. */
  private static int checkSize(UserMemory memory, long address) throws ErrnoException {
    int size = memory.readInt(address);
    if (size == 0) {
      return ATTR_BYTES_MIN;
    }
    boolean fits =
        Integer.compareUnsigned(size, ATTR_BYTES_MIN) >= 0
            && Integer.compareUnsigned(size, (int) PAGE_SIZE) <= 0
            && memory.isZero(address, ATTR_BYTES_KNOWN, size);
    if (!fits) {
      memory.writeInt(address, ATTR_BYTES_KNOWN);
      throw Errno.E2BIG.exception();
    }
    return size;
  }

  static long getAttributes(Task caller, long pid, long address, long size, long flags)
      throws ErrnoException {
    int room = (int) size;
    if (address == 0
        || (int) pid < 0
        || room < ATTR_BYTES_MIN
        || room > PAGE_SIZE
        || (int) flags != 0) {
      throw Errno.EINVAL.exception();
    }
    KernelTask target = find(caller, pid);
    SchedulingPolicy policy = target.scheduling().policy();
    UserMemory memory = caller.memory();
    int bytes = Math.min(room, ATTR_BYTES_KNOWN);
    for (int offset = 0; offset < bytes; offset += 8) {
      memory.writeLong(address + offset, 0);
    }
    memory.writeInt(address, bytes);
    memory.writeInt(address + 4, policy.policy());
    memory.writeLong(address + 8, policy.resetOnFork() ? SCHED_FLAG_RESET_ON_FORK : 0);
    memory.writeInt(address + 16, policy.isRealTime() ? 0 : target.group().nice());
    memory.writeInt(address + 20, policy.priority());
    return 0;
  }

  static long getPriorityMaximum(Task task, long policy) throws ErrnoException {
    return most((int) policy);
  }

  static long getPriorityMinimum(Task task, long policy) throws ErrnoException {
    return least((int) policy);
  }

  static long getInterval(Task caller, long pid, long address) throws ErrnoException {
    long slice =
        switch (find(caller, pid).scheduling().policy().policy()) {
          case SchedulingPolicy.SCHED_RR -> ROUND_ROBIN_NANOS;
          case SchedulingPolicy.SCHED_OTHER, SchedulingPolicy.SCHED_BATCH -> SLICE_NANOS;
          default -> 0;
        };
    Timespec.write(caller.memory(), address, slice);
    return 0;
  }
}
