package io.jvisor.vfs.proc;

import io.jvisor.kernel.api.Errno;
import io.jvisor.kernel.api.ErrnoException;
import io.jvisor.kernel.api.Task;
import io.jvisor.kernel.api.abi.OpenFlags;
import io.jvisor.kernel.api.abi.Resource;
import io.jvisor.kernel.api.namespace.Namespace;
import io.jvisor.vfs.Dentry;
import io.jvisor.vfs.FileSystemEnvironment;
import io.jvisor.vfs.Mount;
import io.jvisor.vfs.MountNamespace;
import io.jvisor.vfs.VfsPath;

/**
 * The files that stand for namespaces: nsfs, whatever instance of proc leads to them. A service of
 * the kernel.
 */
public final class NamespaceFiles {
  private final Mount mount;

  /** The files of a kernel. */
  public NamespaceFiles(FileSystemEnvironment environment) {
    this.mount = MountNamespace.detached(new NamespaceFileSystem(environment));
  }

  /** The place of a namespace's file. It does not hold the namespace; opening does. */
  VfsPath place(Namespace namespace) {
    NamespaceInode inode = new NamespaceInode(mount.fileSystem(), namespace);
    return new VfsPath(mount, Dentry.unattached(mount.root(), namespace.display(), inode));
  }

  /**
   * Opens a namespace of a process: a descriptor, closed on exec.
   *
   * @throws ErrnoException {@code EACCES}; {@code ESRCH} where it is in none; {@code EMFILE}
   */
  public int open(Task task, ProcessView process, NamespaceLink link) throws ErrnoException {
    PtraceAccess.check(task, process);
    Namespace namespace = process.leader().namespace(link);
    if (namespace == null) {
      throw Errno.ESRCH.exception();
    }
    return open(task, namespace);
  }

  /**
   * Opens a namespace that the caller holds: a descriptor, closed on exec.
   *
   * @throws ErrnoException {@code EMFILE}, {@code ENFILE}
   */
  int open(Task task, Namespace namespace) throws ErrnoException {
    if (!namespace.tryHold()) {
      throw Errno.ENOENT.exception();
    }
    NamespaceFile file = new NamespaceFile(place(namespace), namespace, OpenFlags.O_RDONLY);
    boolean done = false;
    try {
      long limit = task.softLimit(Resource.RLIMIT_NOFILE);
      int fd = task.files().install(file, 0, limit, true);
      done = true;
      return fd;
    } finally {
      if (!done) {
        file.release();
      }
    }
  }
}
