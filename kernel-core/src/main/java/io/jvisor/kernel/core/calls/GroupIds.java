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
    Credentials old = task.credentials();
    return finish(task, IdSet.groups(old).with((int) id, old.has(Capability.SETGID)));
  }

  static long setregid(Task task, long real, long effective) throws ErrnoException {
    Credentials old = task.credentials();
    boolean privileged = old.has(Capability.SETGID);
    return finish(task, IdSet.groups(old).with((int) real, (int) effective, privileged));
  }

  static long setresgid(Task task, long real, long effective, long saved) throws ErrnoException {
    Credentials old = task.credentials();
    boolean privileged = old.has(Capability.SETGID);
    IdSet ids = IdSet.groups(old).with((int) real, (int) effective, (int) saved, privileged);
    return finish(task, ids);
  }

  /** Returns the former id, whether or not it was changed: there is no other answer. */
  static long setfsgid(Task task, long id) {
    Credentials old = task.credentials();
    IdSet ids = IdSet.groups(old).withFiles((int) id, old.has(Capability.SETGID));
    if (ids.files() != old.fsgid()) {
      CredentialsChange change = new CredentialsChange(old);
      change.fsgid = ids.files();
      change.apply(KernelTask.of(task));
    }
    return old.fsgid() & 0xffffffffL;
  }

  private static long finish(Task task, IdSet ids) {
    CredentialsChange change = new CredentialsChange(task.credentials());
    change.gid = ids.real();
    change.egid = ids.effective();
    change.sgid = ids.saved();
    change.fsgid = ids.files();
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
      if (groups[index] == IdSet.SAME) {
        throw Errno.EINVAL.exception();
      }
    }
    Arrays.sort(groups); // Linux keeps them sorted, and getgroups shows it
    CredentialsChange change = new CredentialsChange(old);
    change.groups = groups;
    change.apply(KernelTask.of(task));
    return 0;
  }
}
