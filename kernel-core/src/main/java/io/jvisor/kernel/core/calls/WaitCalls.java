package io.jvisor.kernel.core.calls;

import io.jvisor.kernel.api.Errno;
import io.jvisor.kernel.api.ErrnoException;
import io.jvisor.kernel.api.Task;
import io.jvisor.kernel.api.abi.Signals;
import io.jvisor.kernel.core.signal.SignalInfo;
import io.jvisor.kernel.core.task.KernelTask;
import io.jvisor.kernel.core.task.Pid;
import io.jvisor.kernel.core.task.PidFile;
import io.jvisor.kernel.core.task.WaitOperation;
import java.lang.foreign.MemorySegment;

/** {@code wait4(2)} and {@code waitid(2)}. */
final class WaitCalls {
  private static final int P_ALL = 0;
  private static final int P_PID = 1;
  private static final int P_PGID = 2;
  private static final int P_PIDFD = 3;

  private static final int COMMON =
      WaitOperation.WNOHANG | WaitOperation.WNOTHREAD | WaitOperation.WCLONE | WaitOperation.WALL;

  private WaitCalls() {}

  static long wait4(Task caller, long pid, long status, long options, long usage)
      throws ErrnoException {
    int flags = (int) options;
    if ((flags & ~(COMMON | WaitOperation.WUNTRACED | WaitOperation.WCONTINUED)) != 0) {
      throw Errno.EINVAL.exception();
    }
    KernelTask task = KernelTask.of(caller);
    int id = (int) pid;
    if (id == Integer.MIN_VALUE) {
      throw Errno.ESRCH.exception();
    }
    WaitOperation.Target target;
    if (id == -1) {
      target = WaitOperation.Target.ANY;
    } else if (id > 0) {
      target = WaitOperation.Target.PROCESS;
    } else {
      target = WaitOperation.Target.PROCESS_GROUP;
      id = -id;
    }
    WaitOperation wait =
        new WaitOperation(task, target, find(task, target, id), flags | WaitOperation.WEXITED);
    if (!wait.run()) {
      return wait.resultWithoutChild();
    }
    if (status != 0) {
      task.memory().writeInt(status, wait.waitStatus());
    }
    if (usage != 0) {
      Structures.writeRusage(task, usage, wait.usage());
    }
    return wait.pid();
  }

  static long waitid(Task caller, long type, long id, long info, long options, long usage)
      throws ErrnoException {
    KernelTask task = KernelTask.of(caller);
    WaitOperation wait = null;
    long result;
    try {
      wait = makeWait(task, (int) type, (int) id, (int) options);
      result = wait.run() ? 0 : wait.resultWithoutChild();
      if (result == 0 && !wait.hasFound() && ((int) options & WaitOperation.WNOHANG) == 0) {
        result = Errno.EAGAIN.result(); // the descriptor does not block
      }
    } catch (ErrnoException failure) {
      result = failure.result();
    }
    boolean found = wait != null && wait.hasFound();
    if (found && usage != 0) {
      Structures.writeRusage(task, usage, wait.usage());
    }
    if (info != 0) {
      writeInfo(task, info, found ? wait : null); // even after an error, as Linux does
    }
    return result;
  }

  private static WaitOperation makeWait(KernelTask task, int type, int id, int flags)
      throws ErrnoException {
    int states = WaitOperation.WEXITED | WaitOperation.WSTOPPED | WaitOperation.WCONTINUED;
    if ((flags & ~(COMMON | states | WaitOperation.WNOWAIT)) != 0 || (flags & states) == 0) {
      throw Errno.EINVAL.exception();
    }
    if (type == P_PIDFD) {
      if (id < 0) {
        throw Errno.EINVAL.exception();
      }
      PidFile file = PidFile.get(task, id);
      if (file.group() == null) {
        throw Errno.ECHILD.exception(); // it was gone before
      }
      int noHang = file.isNonBlocking() ? WaitOperation.WNOHANG : 0;
      return new WaitOperation(task, file.group(), flags | noHang);
    }
    WaitOperation.Target target =
        switch (type) {
          case P_ALL -> WaitOperation.Target.ANY;
          case P_PID -> WaitOperation.Target.PROCESS;
          case P_PGID -> WaitOperation.Target.PROCESS_GROUP;
          default -> throw Errno.EINVAL.exception();
        };
    if ((target == WaitOperation.Target.PROCESS && id <= 0)
        || (target == WaitOperation.Target.PROCESS_GROUP && id < 0)) {
      throw Errno.EINVAL.exception();
    }
    return new WaitOperation(task, target, find(task, target, id), flags);
  }

  /** Whom a number means: the caller's own process group by 0. */
  private static Pid find(KernelTask task, WaitOperation.Target target, int id) {
    return target == WaitOperation.Target.PROCESS_GROUP && id == 0
        ? task.group().processGroup().pid()
        : task.pidNamespace().pid(id);
  }

  private static void writeInfo(KernelTask task, long address, WaitOperation wait)
      throws ErrnoException {
    MemorySegment bytes = task.scratch().asSlice(0, SignalInfo.BYTES);
    bytes.fill((byte) 0);
    if (wait != null) {
      int uid = task.credentials().userNamespace().shownUser(wait.uid());
      SignalInfo.child(Signals.SIGCHLD, wait.code(), wait.pid(), uid, wait.status(), 0, 0)
          .emit(bytes, 0);
    }
    // Linux writes these fields only, and leaves the rest of the structure alone.
    task.memory().write(address, bytes, 0, 12);
    task.memory().write(address + 16, bytes, 16, 12);
  }
}
