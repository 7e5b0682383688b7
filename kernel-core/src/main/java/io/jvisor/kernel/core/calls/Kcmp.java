package io.jvisor.kernel.core.calls;

import io.jvisor.kernel.api.Errno;
import io.jvisor.kernel.api.ErrnoException;
import io.jvisor.kernel.api.Task;
import io.jvisor.kernel.api.file.FdTable;
import io.jvisor.kernel.api.file.FileDescription;
import io.jvisor.kernel.core.task.KernelTask;

/** {@code kcmp(2)}: whether two processes share an object of the kernel. */
final class Kcmp {
  private static final int KCMP_FILE = 0;
  private static final int KCMP_VM = 1;
  private static final int KCMP_FILES = 2;
  private static final int KCMP_FS = 3;
  private static final int KCMP_SIGHAND = 4;
  private static final int KCMP_IO = 5;
  private static final int KCMP_SYSVSEM = 6;
  private static final int KCMP_EPOLL_TFD = 7;

  private static final long EQUAL = 0;
  private static final long LESS = 1;
  private static final long GREATER = 2;
  private static final long UNORDERED = 3;

  private Kcmp() {}

  static long kcmp(Task caller, long pid1, long pid2, long type, long index1, long index2)
      throws ErrnoException {
    KernelTask task = KernelTask.of(caller);
    KernelTask first = find(task, (int) pid1);
    KernelTask second = find(task, (int) pid2);
    if (!Permissions.mayInspect(task, first) || !Permissions.mayInspect(task, second)) {
      throw Errno.EPERM.exception();
    }
    return switch ((int) type) {
      case KCMP_FILE -> order(peek(first, index1), peek(second, index2));
      case KCMP_VM -> order(first.mm(), second.mm());
      case KCMP_FILES -> order(first.files(), second.files());
      case KCMP_FS -> order(first.fs(), second.fs());
      case KCMP_SIGHAND -> order(first.group().handlers(), second.group().handlers());
      case KCMP_IO, KCMP_SYSVSEM -> EQUAL; // nobody has any
      case KCMP_EPOLL_TFD -> throw Errno.EOPNOTSUPP.exception();
      default -> throw Errno.EINVAL.exception();
    };
  }

  private static KernelTask find(KernelTask task, int pid) throws ErrnoException {
    KernelTask found = task.pidNamespace().task(pid);
    if (found == null) {
      throw Errno.ESRCH.exception();
    }
    return found;
  }

  /** What a descriptor refers to, to be compared only. */
  private static FileDescription peek(KernelTask task, long fd) throws ErrnoException {
    FdTable files = task.files();
    if (files == null || fd < 0 || fd > Integer.MAX_VALUE) {
      throw Errno.EBADF.exception();
    }
    FileDescription file = files.get((int) fd);
    file.release();
    return file;
  }

  /** Orders objects by something that stays while they live and tells nothing about them. */
  private static long order(Object first, Object second) {
    if (first == second) {
      return EQUAL;
    }
    int one = System.identityHashCode(first);
    int other = System.identityHashCode(second);
    return one == other ? UNORDERED : one < other ? LESS : GREATER;
  }
}
