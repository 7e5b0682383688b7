package io.jvisor.kernel.core.calls;

import io.jvisor.kernel.api.Capability;
import io.jvisor.kernel.api.Credentials;
import io.jvisor.kernel.api.ErrnoException;
import io.jvisor.kernel.api.Task;
import io.jvisor.kernel.core.task.KernelTask;

/** User ids: {@code setuid(2)}, {@code setresuid(2)} and their kin. */
final class UserIds {
  private UserIds() {}

  static long getuid(Task task) {
    return task.credentials().uid() & 0xffffffffL;
  }

  static long geteuid(Task task) {
    return task.credentials().euid() & 0xffffffffL;
  }

  static long getresuid(Task task, long real, long effective, long saved) throws ErrnoException {
    Credentials credentials = task.credentials();
    task.memory().writeInt(real, credentials.uid());
    task.memory().writeInt(effective, credentials.euid());
    task.memory().writeInt(saved, credentials.suid());
    return 0;
  }

  static long setuid(Task task, long id) throws ErrnoException {
    Credentials old = task.credentials();
    return finish(task, IdSet.users(old).with((int) id, old.has(Capability.SETUID)));
  }

  static long setreuid(Task task, long real, long effective) throws ErrnoException {
    Credentials old = task.credentials();
    boolean privileged = old.has(Capability.SETUID);
    return finish(task, IdSet.users(old).with((int) real, (int) effective, privileged));
  }

  static long setresuid(Task task, long real, long effective, long saved) throws ErrnoException {
    Credentials old = task.credentials();
    boolean privileged = old.has(Capability.SETUID);
    IdSet ids = IdSet.users(old).with((int) real, (int) effective, (int) saved, privileged);
    return finish(task, ids);
  }

  /** Returns the former id, whether or not it was changed: there is no other answer. */
  static long setfsuid(Task task, long id) {
    Credentials old = task.credentials();
    IdSet ids = IdSet.users(old).withFiles((int) id, old.has(Capability.SETUID));
    if (ids.files() != old.fsuid()) {
      CredentialsChange change = new CredentialsChange(old);
      change.fsuid = ids.files();
      change.fixCapabilitiesAfterFsuid();
      change.apply(KernelTask.of(task));
    }
    return old.fsuid() & 0xffffffffL;
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
