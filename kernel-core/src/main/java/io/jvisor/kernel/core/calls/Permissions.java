package io.jvisor.kernel.core.calls;

import io.jvisor.kernel.api.Capability;
import io.jvisor.kernel.api.Credentials;
import io.jvisor.kernel.core.task.KernelTask;
import io.jvisor.kernel.core.task.ThreadGroup;

/** Who may do what to another process. */
final class Permissions {
  private Permissions() {}

  /** {@code PTRACE_MODE_READ_REALCREDS} of {@code ptrace(2)}. */
  static boolean mayInspect(KernelTask caller, KernelTask target) {
    return mayTrace(caller, target); // the modes differ for security modules alone
  }

  /** {@code PTRACE_MODE_ATTACH_REALCREDS} of {@code ptrace(2)}. */
  static boolean mayTrace(KernelTask caller, KernelTask target) {
    if (caller.group() == target.group()) {
      return true;
    }
    Credentials own = caller.credentials();
    Credentials other = target.credentials();
    ThreadGroup process = target.group();
    boolean rules = own.has(Capability.SYS_PTRACE, other.userNamespace());
    boolean isOpen =
        process.dumpable() == 1 || own.has(Capability.SYS_PTRACE, process.programOwner());
    return isOpen && (rules || (isSameUser(own, other) && mayHaveRightsOf(own, other)));
  }

  /** Nobody controls who may do more. */
  private static boolean mayHaveRightsOf(Credentials own, Credentials other) {
    return own.userNamespace().equals(other.userNamespace())
        && (other.permitted() & ~own.permitted()) == 0;
  }

  /** Whether the caller's real ids are all of the target's ids, as {@code prlimit(2)} asks. */
  static boolean isSameUser(Credentials own, Credentials other) {
    return own.uid() == other.uid()
        && own.uid() == other.euid()
        && own.uid() == other.suid()
        && own.gid() == other.gid()
        && own.gid() == other.egid()
        && own.gid() == other.sgid();
  }

  /** Whether the caller's effective user is the target's real or effective one, or may do so. */
  static boolean maySchedule(Credentials own, Credentials other) {
    return own.euid() == other.euid()
        || own.euid() == other.uid()
        || own.has(Capability.SYS_NICE, other.userNamespace());
  }
}
