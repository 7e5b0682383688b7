package io.jvisor.kernel.core.task;

import io.jvisor.kernel.api.Errno;
import io.jvisor.kernel.api.ErrnoException;

/** Moving processes between process groups and sessions: {@code setpgid(2)}, {@code setsid(2)}. */
public final class JobControl {
  private JobControl() {}

  /**
   * The process group of a process.
   *
   * @param pid a process id; 0 for the caller
   * @throws ErrnoException {@code ESRCH}
   */
  public static ProcessGroup processGroupOf(KernelTask caller, int pid) throws ErrnoException {
    if (pid == 0) {
      return caller.group().processGroup();
    }
    KernelTask task = caller.pidNamespace().task(pid);
    ProcessGroup group = task == null ? null : task.group().processGroup();
    if (group == null) {
      throw Errno.ESRCH.exception();
    }
    return group;
  }

  /**
   * {@code setpgid(2)}.
   *
   * @throws ErrnoException {@code EINVAL}, {@code ESRCH}, {@code EPERM}, {@code EACCES}
   */
  public static void setProcessGroup(KernelTask caller, int pid, int pgid) throws ErrnoException {
    if (pgid < 0) {
      throw Errno.EINVAL.exception();
    }
    PidTable table = caller.kernel().tasks();
    PidNamespace numbers = caller.pidNamespace();
    ThreadGroup own = caller.group();
    table.lock.lock();
    try {
      ThreadGroup process = pid == 0 ? own : numbers.process(pid);
      if (process == null) {
        if (numbers.task(pid) != null) {
          throw Errno.EINVAL.exception();
        }
        throw Errno.ESRCH.exception();
      }
      if (process.parent == own) {
        if (process.session() != own.session()) {
          throw Errno.EPERM.exception();
        }
        if (process.hasExecuted) {
          throw Errno.EACCES.exception();
        }
      } else if (process != own) {
        throw Errno.ESRCH.exception();
      }
      Session session = own.session();
      if (process.session().leader() == process) {
        throw Errno.EPERM.exception();
      }
      ProcessGroup target;
      if (pgid == 0 || pgid == process.pid().in(numbers)) {
        target = table.findOrMakeGroup(process.pid(), session);
      } else {
        target = numbers.processGroup(pgid);
        if (target == null || target.session() != session) {
          throw Errno.EPERM.exception();
        }
      }
      table.move(process, target);
    } finally {
      table.lock.unlock();
    }
  }

  /**
   * {@code setsid(2)}.
   *
   * @return the new session's id
   * @throws ErrnoException {@code EPERM} when the caller leads a process group
   */
  public static int newSession(KernelTask caller) throws ErrnoException {
    PidTable table = caller.kernel().tasks();
    ThreadGroup own = caller.group();
    table.lock.lock();
    try {
      if (own.session().leader() == own || own.pid().processGroup != null) {
        throw Errno.EPERM.exception();
      }
      table.newSession(own);
      return own.localTgid();
    } finally {
      table.lock.unlock();
    }
  }
}
