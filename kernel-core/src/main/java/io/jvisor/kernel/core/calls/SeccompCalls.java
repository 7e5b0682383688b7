package io.jvisor.kernel.core.calls;

import io.jvisor.kernel.api.Capability;
import io.jvisor.kernel.api.Credentials;
import io.jvisor.kernel.api.Errno;
import io.jvisor.kernel.api.ErrnoException;
import io.jvisor.kernel.api.Task;
import io.jvisor.kernel.api.UserMemory;
import io.jvisor.kernel.api.abi.Bpf;
import io.jvisor.kernel.api.abi.Seccomp;
import io.jvisor.kernel.core.seccomp.NotificationFile;
import io.jvisor.kernel.core.seccomp.NotificationQueue;
import io.jvisor.kernel.core.seccomp.SeccompFilter;
import io.jvisor.kernel.core.task.KernelTask;
import io.jvisor.kernel.core.task.SeccompOperation;
import java.lang.foreign.MemorySegment;

/** {@code seccomp(2)}, and what {@code prctl(2)} has of it. */
final class SeccompCalls {
  /** All flags there are. */
  private static final int FLAGS = 0x3f;

  private SeccompCalls() {}

  static long seccomp(Task caller, long operation, long flags, long argument)
      throws ErrnoException {
    return seccomp(KernelTask.of(caller), (int) operation, (int) flags, argument);
  }

  /** {@code PR_SET_SECCOMP}. */
  static long setByPrctl(KernelTask task, long mode, long argument) throws ErrnoException {
    if (mode == Seccomp.MODE_STRICT) {
      return seccomp(task, Seccomp.SET_MODE_STRICT, 0, 0);
    }
    if (mode == Seccomp.MODE_FILTER) {
      return seccomp(task, Seccomp.SET_MODE_FILTER, 0, argument);
    }
    throw Errno.EINVAL.exception();
  }

  private static long seccomp(KernelTask task, int operation, int flags, long argument)
      throws ErrnoException {
    if (operation == Seccomp.SET_MODE_FILTER) {
      return setFilter(task, flags, argument);
    }
    if (flags != 0) {
      throw Errno.EINVAL.exception();
    }
    switch (operation) {
      case Seccomp.SET_MODE_STRICT -> {
        if (argument != 0) {
          throw Errno.EINVAL.exception();
        }
        SeccompOperation.restrict(task);
      }
      case Seccomp.GET_ACTION_AVAIL -> checkAction(task.memory().readInt(argument));
      case Seccomp.GET_NOTIF_SIZES -> {
        task.memory().writeShort(argument, (short) Seccomp.NOTIF_BYTES);
        task.memory().writeShort(argument + 2, (short) Seccomp.NOTIF_RESP_BYTES);
        task.memory().writeShort(argument + 4, (short) Seccomp.DATA_BYTES);
      }
      default -> throw Errno.EINVAL.exception();
    }
    return 0;
  }

  private static void checkAction(int action) throws ErrnoException {
    switch (action) {
      case Seccomp.RET_KILL_PROCESS,
          Seccomp.RET_KILL_THREAD,
          Seccomp.RET_TRAP,
          Seccomp.RET_ERRNO,
          Seccomp.RET_USER_NOTIF,
          Seccomp.RET_TRACE,
          Seccomp.RET_LOG,
          Seccomp.RET_ALLOW -> {}
      default -> throw Errno.EOPNOTSUPP.exception();
    }
  }

  private static long setFilter(KernelTask task, int flags, long argument) throws ErrnoException {
    boolean listens = (flags & Seccomp.FLAG_NEW_LISTENER) != 0;
    boolean patient = (flags & Seccomp.FLAG_WAIT_KILLABLE_RECV) != 0;
    boolean tellsThread =
        (flags & (Seccomp.FLAG_TSYNC | Seccomp.FLAG_TSYNC_ESRCH)) == Seccomp.FLAG_TSYNC;
    if ((flags & ~FLAGS) != 0 || (listens && tellsThread) || (patient && !listens)) {
      throw Errno.EINVAL.exception();
    }
    if (!listens) {
      return SeccompOperation.install(task, readFilter(task, argument, flags, null), flags);
    }
    NotificationQueue listener = new NotificationQueue(patient);
    SeccompFilter filter = readFilter(task, argument, flags, listener);
    int fd;
    try {
      fd = NotificationFile.open(task, listener);
    } catch (ErrnoException full) {
      filter.leave();
      throw full;
    }
    try {
      var _ = SeccompOperation.install(task, filter, flags);
      return fd;
    } catch (ErrnoException failure) {
      var _ = task.files().close(task, fd);
      throw failure;
    }
  }

  /** Reads a {@code struct sock_fprog} and what it points to; errors in the order of Linux. */
  private static SeccompFilter readFilter(
      KernelTask task, long argument, int flags, NotificationQueue listener) throws ErrnoException {
    UserMemory memory = task.memory();
    long instructions = memory.readLong(argument + Seccomp.PROGRAM_POINTER);
    int count = memory.readShort(argument) & 0xffff;
    if (count == 0 || count > Bpf.MAX_INSTRUCTIONS) {
      throw Errno.EINVAL.exception();
    }
    Credentials credentials = task.credentials();
    if (!credentials.noNewPrivs() && !credentials.hasOwn(Capability.SYS_ADMIN)) {
      throw Errno.EACCES.exception();
    }
    if (instructions == 0) {
      throw Errno.EINVAL.exception();
    }
    long bytes = (long) count * Bpf.INSTRUCTION_BYTES;
    MemorySegment copy = task.scratch().asSlice(0, bytes); // which has room for the longest
    memory.read(instructions, copy, 0, bytes);
    return SeccompFilter.of(copy, count, (flags & Seccomp.FLAG_LOG) != 0, listener);
  }
}
