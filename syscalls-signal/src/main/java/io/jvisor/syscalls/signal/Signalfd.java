package io.jvisor.syscalls.signal;

import io.jvisor.kernel.api.Errno;
import io.jvisor.kernel.api.ErrnoException;
import io.jvisor.kernel.api.Task;
import io.jvisor.kernel.api.abi.OpenFlags;
import io.jvisor.kernel.api.abi.Resource;
import io.jvisor.kernel.api.file.FileDescription;
import io.jvisor.kernel.core.signal.SignalSets;
import io.jvisor.kernel.core.task.KernelTask;

/** {@code signalfd(2)}. */
final class Signalfd {
  private Signalfd() {}

  static long signalfd(Task task, long fd, long set, long size) throws ErrnoException {
    return signalfd4(task, fd, set, size, 0);
  }

  static long signalfd4(Task caller, long fd, long set, long size, long flagArgument)
      throws ErrnoException {
    if (size != RtSigaction.SET_BYTES) {
      throw Errno.EINVAL.exception();
    }
    long wanted = caller.memory().readLong(set) & ~SignalSets.UNBLOCKABLE;
    int flags = (int) flagArgument;
    if ((flags & ~(OpenFlags.O_CLOEXEC | OpenFlags.O_NONBLOCK)) != 0) {
      throw Errno.EINVAL.exception();
    }
    if ((int) fd == -1) {
      return make(KernelTask.of(caller), wanted, flags);
    }
    FileDescription file = caller.files().get((int) fd);
    try {
      if (!(file instanceof SignalFile signals)) {
        throw Errno.EINVAL.exception();
      }
      signals.setWanted(caller, wanted);
      return (int) fd;
    } finally {
      file.release();
    }
  }

  private static long make(KernelTask task, long wanted, int flags) throws ErrnoException {
    SignalFile file = new SignalFile(task.group(), wanted, flags & OpenFlags.O_NONBLOCK);
    try {
      return task.files()
          .install(
              file, 0, task.softLimit(Resource.RLIMIT_NOFILE), (flags & OpenFlags.O_CLOEXEC) != 0);
    } catch (ErrnoException failure) {
      file.release();
      throw failure;
    }
  }
}
