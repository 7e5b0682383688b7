package io.jvisor.kernel.core.calls;

import io.jvisor.kernel.api.Capability;
import io.jvisor.kernel.api.Errno;
import io.jvisor.kernel.api.ErrnoException;
import io.jvisor.kernel.api.Task;
import io.jvisor.kernel.api.UserMemory;
import io.jvisor.kernel.api.abi.Resource;
import io.jvisor.kernel.api.file.FdTable;
import io.jvisor.kernel.core.ResourceLimits;
import io.jvisor.kernel.core.task.KernelTask;

/** {@code getrlimit(2)}, {@code setrlimit(2)}, {@code prlimit(2)}. */
final class LimitCalls {
  private LimitCalls() {}

  static long getrlimit(Task task, long resource, long address) throws ErrnoException {
    if ((resource & 0xffffffffL) < Resource.COUNT && address == 0) {
      throw Errno.EFAULT.exception();
    }
    return limit(KernelTask.of(task), KernelTask.of(task), resource, 0, address);
  }

  static long setrlimit(Task task, long resource, long address) throws ErrnoException {
    if (address == 0) {
      throw Errno.EFAULT.exception();
    }
    return limit(KernelTask.of(task), KernelTask.of(task), resource, address, 0);
  }

  static long prlimit64(Task caller, long pid, long resource, long newLimit, long oldLimit)
      throws ErrnoException {
    KernelTask task = KernelTask.of(caller);
    if (newLimit != 0) {
      task.memory().readLong(newLimit);
      task.memory().readLong(newLimit + 8); // a bad address goes before a missing process
    }
    KernelTask target = (int) pid == 0 ? task : task.pidNamespace().task((int) pid);
    if (target == null) {
      throw Errno.ESRCH.exception();
    }
    if (target != task
        && !Permissions.isSameUser(task.credentials(), target.credentials())
        && !task.credentials().has(Capability.SYS_RESOURCE, target.credentials().userNamespace())) {
      throw Errno.EPERM.exception();
    }
    return limit(task, target, resource, newLimit, oldLimit);
  }

  private static long limit(
      KernelTask task, KernelTask target, long resource, long newAddress, long oldAddress)
      throws ErrnoException {
    if ((resource & 0xffffffffL) >= Resource.COUNT) {
      throw Errno.EINVAL.exception();
    }
    int index = (int) resource;
    UserMemory memory = task.memory();
    ResourceLimits limits = target.group().limits();
    long oldSoft = limits.soft(index);
    long oldHard = limits.hard(index);
    if (newAddress != 0) {
      long soft = memory.readLong(newAddress);
      long hard = memory.readLong(newAddress + 8);
      check(task, index, soft, hard, oldHard);
      limits.set(index, soft, hard);
      if (index == Resource.RLIMIT_CPU) {
        target.group().timers().updateCpuLimit();
      }
    }
    if (oldAddress != 0) {
      memory.writeLong(oldAddress, oldSoft);
      memory.writeLong(oldAddress + 8, oldHard);
    }
    return 0;
  }

  private static void check(KernelTask task, int resource, long soft, long hard, long oldHard)
      throws ErrnoException {
    if (Long.compareUnsigned(soft, hard) > 0) {
      throw Errno.EINVAL.exception();
    }
    boolean raises = Long.compareUnsigned(hard, oldHard) > 0;
    boolean tooMany =
        resource == Resource.RLIMIT_NOFILE && Long.compareUnsigned(hard, FdTable.MAXIMUM) > 0;
    if (tooMany || (raises && !task.credentials().has(Capability.SYS_RESOURCE))) {
      throw Errno.EPERM.exception();
    }
  }
}
