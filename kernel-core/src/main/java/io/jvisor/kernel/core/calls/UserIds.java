package io.jvisor.kernel.core.calls;

import io.jvisor.kernel.api.Capability;
import io.jvisor.kernel.api.Credentials;
import io.jvisor.kernel.api.Errno;
import io.jvisor.kernel.api.ErrnoException;
import io.jvisor.kernel.api.Task;
import io.jvisor.kernel.api.namespace.IdMap;
import io.jvisor.kernel.api.namespace.UserNamespace;
import io.jvisor.kernel.core.task.KernelTask;

/** User ids: {@code setuid(2)}, {@code setresuid(2)} and their kin. */
final class UserIds {
  private UserIds() {}

  static long getuid(Task task) {
    Credentials own = task.credentials();
    return own.userNamespace().shownUser(own.uid()) & 0xffffffffL;
  }

  static long geteuid(Task task) {
    Credentials own = task.credentials();
    return own.userNamespace().shownUser(own.euid()) & 0xffffffffL;
  }

  static long getresuid(Task task, long real, long effective, long saved) throws ErrnoException {
    Credentials credentials = task.credentials();
    UserNamespace namespace = credentials.userNamespace();
    task.memory().writeInt(real, namespace.shownUser(credentials.uid()));
    task.memory().writeInt(effective, namespace.shownUser(credentials.euid()));
    task.memory().writeInt(saved, namespace.shownUser(credentials.suid()));
    return 0;
  }

  static long setuid(Task task, long id) throws ErrnoException {
    Credentials old = task.credentials();
    return finish(task, IdSet.users(old).with(known(old, id), old.hasOwn(Capability.SETUID)));
  }

  static long setreuid(Task task, long real, long effective) throws ErrnoException {
    Credentials old = task.credentials();
    boolean privileged = old.hasOwn(Capability.SETUID);
    return finish(task, IdSet.users(old).with(known(old, real), known(old, effective), privileged));
  }

  static long setresuid(Task task, long real, long effective, long saved) throws ErrnoException {
    Credentials old = task.credentials();
    boolean privileged = old.hasOwn(Capability.SETUID);
    IdSet ids =
        IdSet.users(old)
            .with(known(old, real), known(old, effective), known(old, saved), privileged);
    return finish(task, ids);
  }

  /** Returns the former id, whether or not it was changed: there is no other answer. */
  static long setfsuid(Task task, long id) {
    Credentials old = task.credentials();
    IdSet ids =
        IdSet.users(old)
            .withFiles(old.userNamespace().kernelUser((int) id), old.hasOwn(Capability.SETUID));
    if (ids.files() != old.fsuid()) {
      CredentialsChange change = new CredentialsChange(old);
      change.fsuid = ids.files();
      change.fixCapabilitiesAfterFsuid();
      change.apply(KernelTask.of(task));
    }
    return old.userNamespace().shownUser(old.fsuid()) & 0xffffffffL;
  }

  /** The kernel's id of one that the caller gives; {@link IdSet#SAME} stays. */
  private static int known(Credentials caller, long id) throws ErrnoException {
    int known = caller.userNamespace().kernelUser((int) id);
    if (known == IdMap.NOBODY && (int) id != IdSet.SAME) {
      throw Errno.EINVAL.exception();
    }
    return known;
  }

  private static long finish(Task task, IdSet ids) {
    CredentialsChange change = new CredentialsChange(task.credentials());
    change.uid = ids.real();
    change.euid = ids.effective();
    change.suid = ids.saved();
    change.fsuid = ids.files();
    change.fixCapabilitiesAfterUid();
    change.apply(KernelTask.of(task));
    return 0;
  }
}
