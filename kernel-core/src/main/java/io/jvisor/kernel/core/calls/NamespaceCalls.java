package io.jvisor.kernel.core.calls;

import io.jvisor.kernel.api.Credentials;
import io.jvisor.kernel.api.Errno;
import io.jvisor.kernel.api.ErrnoException;
import io.jvisor.kernel.api.Task;
import io.jvisor.kernel.api.file.FdTable;
import io.jvisor.kernel.api.file.FileDescription;
import io.jvisor.kernel.core.namespace.Namespaces;
import io.jvisor.kernel.core.task.CloneFlags;
import io.jvisor.kernel.core.task.KernelTask;
import io.jvisor.kernel.core.task.PidFile;
import io.jvisor.kernel.core.task.UserNamespaces;
import io.jvisor.vfs.FsContext;
import io.jvisor.vfs.proc.NamespaceFile;

/** {@code unshare(2)} and {@code setns(2)}. */
final class NamespaceCalls {
  /** All kinds of namespaces. */
  private static final long KINDS = CloneFlags.NAMESPACES | CloneFlags.CLONE_NEWTIME;

  private NamespaceCalls() {}

  static long unshare(Task caller, long flags) throws ErrnoException {
    KernelTask task = KernelTask.of(caller);
    long wanted = withImplied(flags & 0xffffffffL);
    checkUnshare(task, wanted);
    Credentials own = task.credentials();
    Namespaces.checkMaking(wanted & KINDS, own);
    if ((wanted & CloneFlags.CLONE_SYSVSEM) != 0) {
      task.leaveUndos();
    }
    boolean isolates = (wanted & CloneFlags.CLONE_NEWUSER) != 0;
    Credentials credentials = isolates ? own.in(UserNamespaces.create(task)) : own;
    Namespaces namespaces = null;
    FdTable files = null;
    FsContext fs = null;
    try {
      if ((wanted & Namespaces.CREATED) != 0) {
        namespaces = task.createNamespaces(wanted, credentials);
      }
      if ((wanted & CloneFlags.CLONE_FILES) != 0 && task.files().isShared()) {
        files = task.files().copy();
      }
      fs = copyFs(task, wanted, credentials);
    } catch (ErrnoException refusal) {
      if (namespaces != null) {
        namespaces.drop();
      }
      if (isolates) {
        credentials.userNamespace().drop();
      }
      if (files != null) {
        files.leave(task);
      }
      throw refusal;
    }
    if (isolates) {
      task.setUserNamespace(credentials);
    }
    if (namespaces != null) {
      task.setNamespaces(namespaces);
    }
    if (files != null) {
      task.files().leave(task); // first: what it closes, if it is the last, is the former's
      task.setFiles(files);
    }
    if (fs != null) {
      FsContext former = task.fs();
      task.setFs(fs);
      former.leave();
    }
    return 0;
  }

  /** The root and working directory that the task gets for itself; null when it keeps its own. */
  private static FsContext copyFs(KernelTask task, long wanted, Credentials maker)
      throws ErrnoException {
    FsContext present = task.fs();
    if ((wanted & CloneFlags.CLONE_NEWNS) != 0) {
      return present.namespace().copy(present, maker);
    }
    return (wanted & CloneFlags.CLONE_FS) != 0 && present.isShared() ? present.copy() : null;
  }

  /** Some things cannot be left without others. */
  private static long withImplied(long flags) {
    long all = flags;
    if ((all & CloneFlags.CLONE_NEWUSER) != 0) {
      all |= CloneFlags.CLONE_THREAD | CloneFlags.CLONE_FS;
    }
    if ((all & CloneFlags.CLONE_NEWNS) != 0) {
      all |= CloneFlags.CLONE_FS;
    }
    if ((all & CloneFlags.CLONE_NEWIPC) != 0) {
      all |= CloneFlags.CLONE_SYSVSEM;
    }
    return all;
  }

  private static void checkUnshare(KernelTask task, long flags) throws ErrnoException {
    long possible = CloneFlags.CLONE_FS | CloneFlags.CLONE_FILES | CloneFlags.CLONE_SYSVSEM;
    long alone = CloneFlags.CLONE_THREAD | CloneFlags.CLONE_SIGHAND | CloneFlags.CLONE_VM;
    if ((flags & ~possible & ~alone & ~KINDS) != 0
        || ((flags & alone) != 0 && task.group().threads().size() > 1)) {
      throw Errno.EINVAL.exception();
    }
  }

  static long setns(Task caller, long fd, long kinds) throws ErrnoException {
    KernelTask task = KernelTask.of(caller);
    FileDescription file = task.files().get((int) fd);
    try {
      long wanted = (int) kinds & 0xffffffffL;
      NamespaceSwitch change = new NamespaceSwitch(task);
      if (file instanceof NamespaceFile opened) {
        if (wanted != 0 && wanted != opened.namespace().kind().cloneFlag()) {
          throw Errno.EINVAL.exception();
        }
        change.enter(opened.namespace());
      } else if (file instanceof PidFile process) {
        if (wanted == 0 || (wanted & ~KINDS) != 0) {
          throw Errno.EINVAL.exception();
        }
        change.enterThoseOf(process.group(), wanted);
      } else {
        throw Errno.EINVAL.exception();
      }
      change.commit();
      return 0;
    } finally {
      file.release();
    }
  }
}
