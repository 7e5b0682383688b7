package io.jvisor.kernel.core.calls;

import io.jvisor.kernel.api.Errno;
import io.jvisor.kernel.api.ErrnoException;
import io.jvisor.kernel.api.Task;
import io.jvisor.kernel.api.abi.OpenFlags;
import io.jvisor.kernel.api.abi.Resource;
import io.jvisor.kernel.api.file.FdTable;
import io.jvisor.kernel.api.file.FileDescription;
import io.jvisor.kernel.core.task.KernelTask;
import io.jvisor.kernel.core.task.PidFile;
import io.jvisor.kernel.core.task.ThreadGroup;

/** {@code pidfd_open(2)} and {@code pidfd_getfd(2)}. */
final class PidFdCalls {
  private PidFdCalls() {}

  static long pidfdOpen(Task caller, long pid, long flags) throws ErrnoException {
    if ((flags & 0xffffffffL & ~OpenFlags.O_NONBLOCK) != 0 || (int) pid <= 0) {
      throw Errno.EINVAL.exception();
    }
    KernelTask task = KernelTask.of(caller);
    KernelTask target = task.pidNamespace().task((int) pid);
    if (target == null) {
      throw Errno.ESRCH.exception();
    }
    if (target.group().leader() != target) {
      throw Errno.EINVAL.exception(); // a thread
    }
    return PidFile.open(task, target.group(), (int) flags);
  }

  static long pidfdGetfd(Task caller, long pidFd, long fd, long flags) throws ErrnoException {
    if ((int) flags != 0) {
      throw Errno.EINVAL.exception();
    }
    KernelTask task = KernelTask.of(caller);
    ThreadGroup process = PidFile.process(task, (int) pidFd);
    if (process.isReaped()) {
      throw Errno.ESRCH.exception();
    }
    if (!Permissions.mayInspect(task, process.leader())) {
      throw Errno.EPERM.exception();
    }
    FileDescription file = files(process).get((int) fd);
    try {
      return task.files().install(file, 0, task.softLimit(Resource.RLIMIT_NOFILE), true);
    } catch (ErrnoException failure) {
      file.release();
      throw failure;
    }
  }

  /** The descriptors of a process: of its leader, or of the oldest thread that still has any. */
  private static FdTable files(ThreadGroup process) throws ErrnoException {
    FdTable files = process.leader().files();
    if (files != null) {
      return files;
    }
    for (KernelTask thread : process.threads()) {
      files = thread.files();
      if (files != null) {
        return files;
      }
    }
    throw Errno.ESRCH.exception();
  }
}
