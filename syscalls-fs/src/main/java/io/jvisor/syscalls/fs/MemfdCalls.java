package io.jvisor.syscalls.fs;

import static io.jvisor.kernel.api.Arg.HEX;
import static io.jvisor.kernel.api.Arg.STRING;

import io.jvisor.kernel.api.Errno;
import io.jvisor.kernel.api.ErrnoException;
import io.jvisor.kernel.api.SyscallTable.Registrar;
import io.jvisor.kernel.api.Task;
import io.jvisor.kernel.api.abi.SyscallNumbers;
import io.jvisor.kernel.core.task.KernelTask;
import io.jvisor.vfs.tmpfs.Memfds;
import java.util.concurrent.locks.ReentrantLock;

/** {@code memfd_create(2)}. */
final class MemfdCalls {
  private static final int MFD_CLOEXEC = 1;
  private static final int MFD_ALLOW_SEALING = 2;
  private static final int MFD_NOEXEC_SEAL = 8;
  private static final int MFD_EXEC = 16;

  /** {@code NAME_MAX} without {@code "memfd:"}, and the NUL. */
  private static final int NAME_LIMIT = 255 - 6 + 1;

  private final ReentrantLock lock = new ReentrantLock();

  /** Made with the first file. Guarded by {@link #lock}. */
  private Memfds files;

  void register(Registrar table) {
    table.partial(SyscallNumbers.MEMFD_CREATE, "MFD_HUGETLB: EINVAL", STRING, HEX).by(this::create);
  }

  private long create(Task task, long nameAddress, long flagArgument) throws ErrnoException {
    int flags = (int) flagArgument;
    int known = MFD_CLOEXEC | MFD_ALLOW_SEALING | MFD_NOEXEC_SEAL | MFD_EXEC;
    int both = MFD_NOEXEC_SEAL | MFD_EXEC;
    if ((flags & ~known) != 0 || (flags & both) == both) {
      throw Errno.EINVAL.exception();
    }
    String name = task.memory().readString(nameAddress, NAME_LIMIT);
    if (name == null) {
      throw Errno.EINVAL.exception();
    }
    boolean cloexec = (flags & MFD_CLOEXEC) != 0;
    return Descriptors.install(task, files(task).create(task, name, flags), cloexec);
  }

  private Memfds files(Task task) throws ErrnoException {
    lock.lock();
    try {
      if (files == null) {
        files = new Memfds(KernelTask.of(task).kernel().fileSystems());
      }
      return files;
    } finally {
      lock.unlock();
    }
  }
}
