package io.jvisor.vfs.mqueue;

import io.jvisor.kernel.api.Errno;
import io.jvisor.kernel.api.ErrnoException;
import io.jvisor.kernel.api.Task;
import io.jvisor.kernel.api.abi.OpenFlags;
import io.jvisor.vfs.FileSystemEnvironment;
import io.jvisor.vfs.FsContext;
import io.jvisor.vfs.Mount;
import io.jvisor.vfs.MountNamespace;
import io.jvisor.vfs.OpenFile;
import io.jvisor.vfs.Vfs;
import io.jvisor.vfs.VfsPath;

/** The POSIX message queues of an IPC namespace: {@code mq_open(2)}, {@code mq_unlink(2)}. */
public final class Mqueues {
  private static final int NAME_MAX = 255;

  /** Tells whose queues a task sees: a service of the kernel. */
  @FunctionalInterface
  public interface Finder {
    /** The queues of a task; of the first namespace for null. */
    Mqueues of(Task task);
  }

  private final MqueueFileSystem fileSystem;

  /** Keeps the file system though no guest mounts it. */
  private final Mount mount;

  /** A namespace without queues. */
  public Mqueues(FileSystemEnvironment environment) {
    this.fileSystem = new MqueueFileSystem(environment);
    this.mount = MountNamespace.detached(fileSystem);
  }

  MqueueFileSystem fileSystem() {
    return fileSystem;
  }

  /** What {@code /proc/sys/fs/mqueue} shows. */
  public MqueueLimits limits() {
    return fileSystem.limits();
  }

  private VfsPath root() {
    return new VfsPath(mount, mount.root());
  }

  private static void check(String name) throws ErrnoException {
    if (name.isEmpty()) {
      throw Errno.ENOENT.exception();
    }
    if (name.indexOf('/') >= 0 || name.equals(".") || name.equals("..")) {
      throw Errno.EACCES.exception();
    }
    if (name.length() > NAME_MAX) {
      throw Errno.ENAMETOOLONG.exception();
    }
  }

  /**
   * Opens a queue, or makes it.
   *
   * @param name without the slash that the C library takes away
   * @param flags of {@code open(2)}
   * @param attributes null for the default
   */
  public OpenFile open(
      Task task, FsContext context, String name, int flags, int mode, MqueueAttributes attributes)
      throws ErrnoException {
    check(name);
    MqueueAttributes size = attributes == null ? limits().defaults() : attributes;
    boolean[] isNew = new boolean[1];
    OpenFile file =
        Vfs.open(
            task,
            context,
            root(),
            name,
            flags,
            mode,
            (creator, directory, asked, type, owner) -> {
              isNew[0] = true;
              return ((MqueueDirectory) directory).create(creator, asked, type, owner, size);
            });
    if (!isNew[0] && (flags & OpenFlags.O_ACCMODE) == OpenFlags.O_ACCMODE) {
      file.release();
      throw Errno.EINVAL.exception();
    }
    return file;
  }

  /**
   * Removes all names: the namespace has ended. Mounts that are left show an empty directory, and a
   * queue goes when nobody has it open any more.
   */
  public void removeAll() {
    fileSystem.close();
  }

  /** Removes a name; the queue goes when nobody has it open any more. */
  public void unlink(Task task, FsContext context, String name) throws ErrnoException {
    check(name);
    Vfs.unlink(task, context, root(), name);
  }
}
