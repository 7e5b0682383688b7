package io.jvisor.kernel.core.calls;

import io.jvisor.kernel.api.Errno;
import io.jvisor.kernel.api.ErrnoException;
import io.jvisor.kernel.api.Task;
import io.jvisor.kernel.core.futex.RobustList;
import io.jvisor.kernel.core.task.KernelTask;
import io.jvisor.kernel.core.task.RestartBlock;

/** What a C library registers for a thread, and {@code restart_syscall(2)}. */
final class ThreadCalls {
  private ThreadCalls() {}

  static long setTidAddress(Task task, long address) {
    KernelTask caller = KernelTask.of(task);
    caller.threadArea().setClearChildTid(address);
    return caller.localTid();
  }

  static long setRobustList(Task task, long head, long size) throws ErrnoException {
    if (size != RobustList.HEAD_BYTES) {
      throw Errno.EINVAL.exception();
    }
    KernelTask.of(task).threadArea().setRobustList(head);
    return 0;
  }

  static long getRobustList(Task caller, long tid, long head, long size) throws ErrnoException {
    KernelTask task = KernelTask.of(caller);
    KernelTask target = (int) tid == 0 ? task : task.pidNamespace().task((int) tid);
    if (target == null) {
      throw Errno.ESRCH.exception();
    }
    if (target != task && !Permissions.mayInspect(task, target)) {
      throw Errno.EPERM.exception();
    }
    task.memory().writeLong(size, RobustList.HEAD_BYTES);
    task.memory().writeLong(head, target.threadArea().robustList());
    return 0;
  }

  static long rseq(Task task, long area, long length, long flags, long signature) {
    return Errno.ENOSYS.result();
  }

  static long restartSyscall(Task caller) throws ErrnoException {
    KernelTask task = KernelTask.of(caller);
    RestartBlock block = task.takeRestartBlock();
    return block == null ? Errno.EINTR.result() : block.restart(task);
  }
}
