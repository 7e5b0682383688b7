package io.jvisor.kernel.core.calls;

import io.jvisor.kernel.api.Capability;
import io.jvisor.kernel.api.Credentials;
import io.jvisor.kernel.api.Errno;
import io.jvisor.kernel.api.ErrnoException;
import io.jvisor.kernel.api.Task;
import io.jvisor.kernel.api.namespace.IdMap;
import io.jvisor.kernel.api.namespace.UserNamespace;
import io.jvisor.kernel.core.task.KernelTask;
import java.util.Arrays;

/** Group ids: {@code setgid(2)}, {@code setresgid(2)} and their kin. */
final class GroupIds {
  /** Fewer than Linux has, so that credentials stay small. */
  private static final int NGROUPS_MAX = 4096;

  private GroupIds() {}

  static long getgid(Task task) {
    Credentials own = task.credentials();
    return own.userNamespace().shownGroup(own.gid()) & 0xffffffffL;
  }

  static long getegid(Task task) {
    Credentials own = task.credentials();
    return own.userNamespace().shownGroup(own.egid()) & 0xffffffffL;
  }

  static long getresgid(Task task, long real, long effective, long saved) throws ErrnoException {
    Credentials credentials = task.credentials();
    UserNamespace namespace = credentials.userNamespace();
    task.memory().writeInt(real, namespace.shownGroup(credentials.gid()));
    task.memory().writeInt(effective, namespace.shownGroup(credentials.egid()));
    task.memory().writeInt(saved, namespace.shownGroup(credentials.sgid()));
    return 0;
  }

  static long setgid(Task task, long id) throws ErrnoException {
    Credentials old = task.credentials();
    return finish(task, IdSet.groups(old).with(known(old, id), old.hasOwn(Capability.SETGID)));
  }

  static long setregid(Task task, long real, long effective) throws ErrnoException {
    Credentials old = task.credentials();
    boolean privileged = old.hasOwn(Capability.SETGID);
    return finish(
        task, IdSet.groups(old).with(known(old, real), known(old, effective), privileged));
  }

  static long setresgid(Task task, long real, long effective, long saved) throws ErrnoException {
    Credentials old = task.credentials();
    boolean privileged = old.hasOwn(Capability.SETGID);
    IdSet ids =
        IdSet.groups(old)
            .with(known(old, real), known(old, effective), known(old, saved), privileged);
    return finish(task, ids);
  }

  /** Returns the former id, whether or not it was changed: there is no other answer. */
  static long setfsgid(Task task, long id) {
    Credentials old = task.credentials();
    IdSet ids =
        IdSet.groups(old)
            .withFiles(old.userNamespace().kernelGroup((int) id), old.hasOwn(Capability.SETGID));
    if (ids.files() != old.fsgid()) {
      CredentialsChange change = new CredentialsChange(old);
      change.fsgid = ids.files();
      change.apply(KernelTask.of(task));
    }
    return old.userNamespace().shownGroup(old.fsgid()) & 0xffffffffL;
  }

  /** The kernel's id of one that the caller gives; {@link IdSet#SAME} stays. */
  private static int known(Credentials caller, long id) throws ErrnoException {
    int known = caller.userNamespace().kernelGroup((int) id);
    if (known == IdMap.NOBODY && (int) id != IdSet.SAME) {
      throw Errno.EINVAL.exception();
    }
    return known;
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
    UserNamespace namespace = task.credentials().userNamespace();
    int[] groups = task.credentials().groups();
    int count = (int) size;
    if (count < 0 || (count > 0 && count < groups.length)) {
      throw Errno.EINVAL.exception();
    }
    if (count > 0) {
      for (int index = 0; index < groups.length; index++) {
        task.memory().writeInt(list + 4L * index, namespace.shownGroup(groups[index]));
      }
    }
    return groups.length;
  }

  static long setgroups(Task task, long size, long list) throws ErrnoException {
    Credentials old = task.credentials();
    if (!old.hasOwn(Capability.SETGID) || !old.userNamespace().maySetGroups()) {
      throw Errno.EPERM.exception();
    }
    if ((size & 0xffffffffL) > NGROUPS_MAX) {
      throw Errno.EINVAL.exception();
    }
    int[] groups = new int[(int) size];
    for (int index = 0; index < groups.length; index++) {
      int given = task.memory().readInt(list + 4L * index);
      groups[index] = old.userNamespace().kernelGroup(given);
      if (groups[index] == IdMap.NOBODY) {
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
