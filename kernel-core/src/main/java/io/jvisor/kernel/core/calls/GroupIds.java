package io.jvisor.kernel.core.calls;

import io.jvisor.kernel.api.Capability;
import io.jvisor.kernel.api.Credentials;
import io.jvisor.kernel.api.Errno;
import io.jvisor.kernel.api.ErrnoException;
import io.jvisor.kernel.api.Task;
import io.jvisor.kernel.core.task.KernelTask;
import java.util.Arrays;

/** Group ids: {@code setgid(2)}, {@code setresgid(2)} and their kin. */
final class GroupIds {
  /** "Leave it": what -1 stands for in these calls. */
  private static final int SAME = -1;

  /** Fewer than Linux has, so that credentials stay small. */
  private static final int NGROUPS_MAX = 4096;

  private GroupIds() {}

  static long getgid(Task task) {
    return task.credentials().gid() & 0xffffffffL;
  }

  static long getegid(Task task) {
    return task.credentials().egid() & 0xffffffffL;
  }

  static long getresgid(Task task, long real, long effective, long saved) throws ErrnoException {
    Credentials credentials = task.credentials();
    task.memory().writeInt(real, credentials.gid());
    task.memory().writeInt(effective, credentials.egid());
    task.memory().writeInt(saved, credentials.sgid());
    return 0;
  }

  static long setgid(Task task, long id) throws ErrnoException {
    int gid = checked(id);
    Credentials old = task.credentials();
    CredentialsChange change = new CredentialsChange(old);
    if (old.has(Capability.SETGID)) {
      change.gid = gid;
      change.sgid = gid;
    } else if (gid != old.gid() && gid != old.sgid()) {
      throw Errno.EPERM.exception();
    }
    change.egid = gid;
    return finish(task, change);
  }

  static long setregid(Task task, long real, long effective) throws ErrnoException {
    Credentials old = task.credentials();
    boolean privileged = old.has(Capability.SETGID);
    int gid = (int) real;
    int egid = (int) effective;
    CredentialsChange change = new CredentialsChange(old);
    if (gid != SAME) {
      if (!privileged && gid != old.gid() && gid != old.egid()) {
        throw Errno.EPERM.exception();
      }
      change.gid = gid;
    }
    if (egid != SAME) {
      if (!privileged && egid != old.gid() && egid != old.egid() && egid != old.sgid()) {
        throw Errno.EPERM.exception();
      }
      change.egid = egid;
    }
    if (gid != SAME || (egid != SAME && egid != old.gid())) {
      change.sgid = change.egid;
    }
    return finish(task, change);
  }

  static long setresgid(Task task, long real, long effective, long saved) throws ErrnoException {
    Credentials old = task.credentials();
    CredentialsChange change = new CredentialsChange(old);
    change.gid = pick(old, (int) real, old.gid());
    change.egid = pick(old, (int) effective, old.egid());
    change.sgid = pick(old, (int) saved, old.sgid());
    return finish(task, change);
  }

  private static int pick(Credentials old, int wanted, int current) throws ErrnoException {
    if (wanted == SAME) {
      return current;
    }
    if (!old.has(Capability.SETGID)
        && wanted != old.gid()
        && wanted != old.egid()
        && wanted != old.sgid()) {
      throw Errno.EPERM.exception();
    }
    return wanted;
  }

  /** Returns the former id, whether or not it was changed: there is no other answer. */
  static long setfsgid(Task task, long id) {
    int gid = (int) id;
    Credentials old = task.credentials();
    boolean allowed =
        old.has(Capability.SETGID)
            || gid == old.gid()
            || gid == old.egid()
            || gid == old.sgid()
            || gid == old.fsgid();
    if (gid != SAME && allowed && gid != old.fsgid()) {
      CredentialsChange change = new CredentialsChange(old);
      change.fsgid = gid;
      change.apply(KernelTask.of(task));
    }
    return old.fsgid() & 0xffffffffL;
  }

  private static long finish(Task task, CredentialsChange change) {
    change.fsgid = change.egid;
    change.apply(KernelTask.of(task));
    return 0;
  }

  static long getgroups(Task task, long size, long list) throws ErrnoException {
    int[] groups = task.credentials().groups();
    int count = (int) size;
    if (count < 0 || (count > 0 && count < groups.length)) {
      throw Errno.EINVAL.exception();
    }
    if (count > 0) {
      for (int index = 0; index < groups.length; index++) {
        task.memory().writeInt(list + 4L * index, groups[index]);
      }
    }
    return groups.length;
  }

  static long setgroups(Task task, long size, long list) throws ErrnoException {
    Credentials old = task.credentials();
    if (!old.has(Capability.SETGID)) {
      throw Errno.EPERM.exception();
    }
    if ((size & 0xffffffffL) > NGROUPS_MAX) {
      throw Errno.EINVAL.exception();
    }
    int[] groups = new int[(int) size];
    for (int index = 0; index < groups.length; index++) {
      groups[index] = task.memory().readInt(list + 4L * index);
      if (groups[index] == SAME) {
        throw Errno.EINVAL.exception();
      }
    }
    Arrays.sort(groups); // Linux keeps them sorted, and getgroups shows it
    CredentialsChange change = new CredentialsChange(old);
    change.groups = groups;
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
