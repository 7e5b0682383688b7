package io.jvisor.kernel.core.calls;

import io.jvisor.kernel.api.Capability;
import io.jvisor.kernel.api.Credentials;
import io.jvisor.kernel.api.Errno;
import io.jvisor.kernel.api.ErrnoException;
import io.jvisor.kernel.api.Task;
import io.jvisor.kernel.core.task.KernelTask;

/** User ids: {@code setuid(2)}, {@code setresuid(2)} and their kin. */
final class UserIds {
  /** "Leave it": what -1 stands for in these calls. */
  private static final int SAME = -1;

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
    int uid = checked(id);
    Credentials old = task.credentials();
    CredentialsChange change = new CredentialsChange(old);
    if (old.has(Capability.SETUID)) {
      change.uid = uid;
      change.suid = uid;
    } else if (uid != old.uid() && uid != old.suid()) {
      throw Errno.EPERM.exception();
    }
    change.euid = uid;
    return finish(task, change);
  }

  static long setreuid(Task task, long real, long effective) throws ErrnoException {
    Credentials old = task.credentials();
    boolean privileged = old.has(Capability.SETUID);
    int uid = (int) real;
    int euid = (int) effective;
    CredentialsChange change = new CredentialsChange(old);
    if (uid != SAME) {
      if (!privileged && uid != old.uid() && uid != old.euid()) {
        throw Errno.EPERM.exception();
      }
      change.uid = uid;
    }
    if (euid != SAME) {
      if (!privileged && euid != old.uid() && euid != old.euid() && euid != old.suid()) {
        throw Errno.EPERM.exception();
      }
      change.euid = euid;
    }
    if (uid != SAME || (euid != SAME && euid != old.uid())) {
      change.suid = change.euid;
    }
    return finish(task, change);
  }

  static long setresuid(Task task, long real, long effective, long saved) throws ErrnoException {
    Credentials old = task.credentials();
    CredentialsChange change = new CredentialsChange(old);
    change.uid = pick(old, (int) real, old.uid());
    change.euid = pick(old, (int) effective, old.euid());
    change.suid = pick(old, (int) saved, old.suid());
    return finish(task, change);
  }

  private static int pick(Credentials old, int wanted, int current) throws ErrnoException {
    if (wanted == SAME) {
      return current;
    }
    if (!old.has(Capability.SETUID)
        && wanted != old.uid()
        && wanted != old.euid()
        && wanted != old.suid()) {
      throw Errno.EPERM.exception();
    }
    return wanted;
  }

  /** Returns the former id, whether or not it was changed: there is no other answer. */
  static long setfsuid(Task task, long id) {
    int uid = (int) id;
    Credentials old = task.credentials();
    boolean allowed =
        old.has(Capability.SETUID)
            || uid == old.uid()
            || uid == old.euid()
            || uid == old.suid()
            || uid == old.fsuid();
    if (uid != SAME && allowed && uid != old.fsuid()) {
      CredentialsChange change = new CredentialsChange(old);
      change.fsuid = uid;
      change.fixCapabilitiesAfterFsuid();
      change.apply(KernelTask.of(task));
    }
    return old.fsuid() & 0xffffffffL;
  }

  private static long finish(Task task, CredentialsChange change) {
    change.fsuid = change.euid;
    change.fixCapabilitiesAfterUid();
    change.apply(KernelTask.of(task));
    return 0;
  }

  private static int checked(long id) throws ErrnoException {
    if ((int) id == SAME) {
      throw Errno.EINVAL.exception();
    }
    return (int) id;
  }
}
