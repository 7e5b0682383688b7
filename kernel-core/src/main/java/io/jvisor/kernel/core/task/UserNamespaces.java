package io.jvisor.kernel.core.task;

import io.jvisor.kernel.api.Errno;
import io.jvisor.kernel.api.ErrnoException;
import io.jvisor.kernel.api.namespace.UserNamespace;
import io.jvisor.vfs.VfsPath;

/** Making user namespaces. */
public final class UserNamespaces {
  private UserNamespaces() {}

  /**
   * One inside a task's own, which the caller holds.
   *
   * @throws ErrnoException {@code EPERM} when the task's root directory is not that of its mounts:
   *     it would get {@code CAP_SYS_CHROOT}, with which to leave it; and what {@link
   *     UserNamespace#create} throws
   */
  public static UserNamespace create(KernelTask task) throws ErrnoException {
    VfsPath root = task.fs().root();
    VfsPath top = task.fs().namespace().root();
    if (!root.mount().equals(top.mount()) || !root.dentry().equals(top.dentry())) {
      throw Errno.EPERM.exception();
    }
    return UserNamespace.create(task.credentials());
  }
}
