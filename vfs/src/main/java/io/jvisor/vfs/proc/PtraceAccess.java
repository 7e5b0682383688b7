package io.jvisor.vfs.proc;

import io.jvisor.kernel.api.Capability;
import io.jvisor.kernel.api.Credentials;
import io.jvisor.kernel.api.Errno;
import io.jvisor.kernel.api.ErrnoException;
import io.jvisor.kernel.api.Task;

/** Who may look inside a process: {@code PTRACE_MODE_READ_FSCREDS} of {@code ptrace(2)}. */
final class PtraceAccess {
  private PtraceAccess() {}

  /** Throws {@code EACCES} unless the task may look inside. */
  static void check(Task task, ProcessView process) throws ErrnoException {
    if (!mayLook(task, process)) {
      throw Errno.EACCES.exception();
    }
  }

  static boolean mayLook(Task task, ProcessView process) {
    if (process.isOf(task)) {
      return true;
    }
    Credentials caller = task.credentials();
    Credentials target = process.leader().credentials();
    boolean isOpen =
        process.dumpable() == 1 || caller.has(Capability.SYS_PTRACE, process.programOwner());
    if (!isOpen || caller.has(Capability.SYS_PTRACE, target.userNamespace())) {
      return isOpen;
    }
    int uid = caller.fsuid();
    int gid = caller.fsgid();
    boolean sameUser =
        uid == target.euid()
            && uid == target.suid()
            && uid == target.uid()
            && gid == target.egid()
            && gid == target.sgid()
            && gid == target.gid();
    boolean stronger =
        !caller.userNamespace().equals(target.userNamespace())
            || (target.permitted() & ~caller.effective()) != 0;
    return sameUser && !stronger;
  }
}
