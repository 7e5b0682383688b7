package io.jvisor.syscalls.fs;

import io.jvisor.kernel.api.Credentials;
import io.jvisor.kernel.api.Errno;
import io.jvisor.kernel.api.ErrnoException;
import io.jvisor.kernel.api.Task;
import io.jvisor.kernel.api.abi.AtFlags;
import io.jvisor.kernel.api.file.FileDescription;
import io.jvisor.kernel.core.task.KernelTask;
import io.jvisor.vfs.FsContext;
import io.jvisor.vfs.Lookup;
import io.jvisor.vfs.OpenFile;
import io.jvisor.vfs.Vfs;
import io.jvisor.vfs.VfsPath;

/** The pair of directory descriptor and path that the {@code *at} calls take. */
final class PathArguments {
  private PathArguments() {}

  /** The calling task's root, working directory and umask. */
  static FsContext context(Task task) {
    return KernelTask.of(task).fs();
  }

  /**
   * Copies a path in.
   *
   * @throws ErrnoException {@code ENOENT} when it is empty, {@code ENAMETOOLONG}, {@code EFAULT}
   */
  static String path(Task task, long address) throws ErrnoException {
    String path = task.memory().readPath(address);
    if (path.isEmpty()) {
      throw Errno.ENOENT.exception();
    }
    return path;
  }

  /**
   * Where a walk starts. The descriptor is not looked at when the path is absolute.
   *
   * @throws ErrnoException {@code EBADF}, {@code ENOTDIR}
   */
  static VfsPath start(Task task, long dirFd, String path) throws ErrnoException {
    if (path.startsWith("/")) {
      return context(task).root();
    }
    if ((int) dirFd == AtFlags.AT_FDCWD) {
      return context(task).workingDirectory();
    }
    return ofDescriptor(task, dirFd, !path.isEmpty());
  }

  /**
   * The place that a descriptor stands for.
   *
   * @throws ErrnoException {@code EBADF}; {@code ENOTDIR} when a directory is asked for, or when
   *     the description has no place in the tree
   */
  static VfsPath ofDescriptor(Task task, long fd, boolean directory) throws ErrnoException {
    FileDescription file = Descriptors.getRaw(task, fd);
    try {
      if (!(file instanceof OpenFile open) || (directory && !open.inode().isDirectory())) {
        throw Errno.ENOTDIR.exception();
      }
      return open.path();
    } finally {
      file.release();
    }
  }

  /**
   * Finds the file that a pair names.
   *
   * @param lookup flags of {@link Lookup}; with {@link Lookup#EMPTY} an empty path means the
   *     descriptor itself
   */
  static VfsPath resolve(Task task, long dirFd, long pathAddress, int lookup)
      throws ErrnoException {
    return resolve(task, task.credentials(), dirFd, pathAddress, lookup);
  }

  /** The same with other credentials than the task's. */
  static VfsPath resolve(
      Task task, Credentials credentials, long dirFd, long pathAddress, int lookup)
      throws ErrnoException {
    String path = task.memory().readPath(pathAddress);
    if (path.isEmpty() && (lookup & Lookup.EMPTY) == 0) {
      throw Errno.ENOENT.exception();
    }
    VfsPath start = start(task, dirFd, path);
    return Vfs.resolve(task, credentials, context(task), start, path, lookup);
  }

  /** The {@link Lookup} flags of {@code AT_SYMLINK_NOFOLLOW} and {@code AT_EMPTY_PATH}. */
  static int lookup(long atFlags) {
    int lookup = (atFlags & AtFlags.AT_SYMLINK_NOFOLLOW) == 0 ? Lookup.FOLLOW : 0;
    return (atFlags & AtFlags.AT_EMPTY_PATH) != 0 ? lookup | Lookup.EMPTY : lookup;
  }

  /**
   * Refuses flags that a call does not have.
   *
   * @throws ErrnoException {@code EINVAL}
   */
  static void checkFlags(long flags, int allowed) throws ErrnoException {
    if (((int) flags & ~allowed) != 0) {
      throw Errno.EINVAL.exception();
    }
  }
}
