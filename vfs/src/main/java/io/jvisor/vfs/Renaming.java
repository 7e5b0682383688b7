package io.jvisor.vfs;

import io.jvisor.kernel.api.Credentials;
import io.jvisor.kernel.api.Errno;
import io.jvisor.kernel.api.ErrnoException;
import io.jvisor.kernel.api.Task;
import io.jvisor.kernel.api.abi.Access;
import io.jvisor.kernel.api.abi.RenameFlags;

/**
 * {@code renameat2(2)}.
 *
 * <p>When the directories differ the file system's rename lock keeps the tree's shape, so that "is
 * above" stays true while both directories are locked, the upper one first.
 */
final class Renaming {
  private final Task task;
  private final Credentials credentials;
  private final PathWalker from;
  private final PathWalker to;
  private final int flags;

  private Renaming(Task task, PathWalker from, PathWalker to, int flags) {
    this.task = task;
    this.credentials = task.credentials();
    this.from = from;
    this.to = to;
    this.flags = flags;
  }

  static void rename(
      Task task,
      FsContext context,
      VfsPath oldStart,
      String oldPath,
      VfsPath newStart,
      String newPath,
      int flags)
      throws ErrnoException {
    int known = RenameFlags.RENAME_NOREPLACE | RenameFlags.RENAME_EXCHANGE;
    if ((flags & ~known) != 0 || (flags & known) == known) {
      throw Errno.EINVAL.exception();
    }
    Credentials credentials = task.credentials();
    PathWalker from = new PathWalker(task, credentials, context, oldStart, oldPath, 0);
    from.walkToLast();
    PathWalker to = new PathWalker(task, credentials, context, newStart, newPath, 0);
    to.walkToLast();
    if (from.mount() != to.mount()) {
      throw Errno.EXDEV.exception();
    }
    if (from.last() != PathWalker.Last.NAME) {
      throw Errno.EBUSY.exception();
    }
    if (to.last() != PathWalker.Last.NAME) {
      boolean noReplace = (flags & RenameFlags.RENAME_NOREPLACE) != 0;
      throw (noReplace ? Errno.EEXIST : Errno.EBUSY).exception();
    }
    if (from.mount().isReadOnly()) {
      throw Errno.EROFS.exception();
    }
    new Renaming(task, from, to, flags).run();
  }

  private boolean exchanges() {
    return (flags & RenameFlags.RENAME_EXCHANGE) != 0;
  }

  private void run() throws ErrnoException {
    Dentry oldParent = from.dentry();
    Dentry newParent = to.dentry();
    if (oldParent == newParent) {
      oldParent.directory().lock.lock();
      try {
        renameLocked(null);
      } finally {
        oldParent.directory().lock.unlock();
      }
      return;
    }
    FileSystem fileSystem = oldParent.fileSystem();
    fileSystem.renameLock().lock();
    try {
      boolean newFirst = newParent.isAncestorOf(oldParent);
      Directory first = (newFirst ? newParent : oldParent).directory();
      Directory second = (newFirst ? oldParent : newParent).directory();
      first.lock.lock();
      try {
        second.lock.lock();
        try {
          renameLocked(newFirst ? oldParent : null);
        } finally {
          second.lock.unlock();
        }
      } finally {
        first.lock.unlock();
      }
    } finally {
      fileSystem.renameLock().unlock();
    }
  }

  /**
   * Renames with both directories locked.
   *
   * @param lower the old parent, where it lies below the new one; what is above it is not empty
   */
  @SuppressWarnings("ReferenceEquality") // one file is one inode object
  private void renameLocked(Dentry lower) throws ErrnoException {
    Dentry oldParent = from.dentry();
    Dentry newParent = to.dentry();
    Dentry file = Naming.existing(task, oldParent.directory(), from.name());
    Dentry target = newParent.directory().lookupLocked(task, to.name());
    if (target.isNegative()) {
      if (exchanges()) {
        throw Errno.ENOENT.exception();
      }
      target = null;
    } else if ((flags & RenameFlags.RENAME_NOREPLACE) != 0) {
      throw Errno.EEXIST.exception();
    }
    boolean directory = file.inode().isDirectory();
    boolean targetIsDirectory = target != null && target.inode().isDirectory();
    if (exchanges() && !targetIsDirectory && to.hasTrailingSlash()) {
      throw Errno.ENOTDIR.exception();
    }
    if (!directory && (from.hasTrailingSlash() || (!exchanges() && to.hasTrailingSlash()))) {
      throw Errno.ENOTDIR.exception();
    }
    if (directory && file.isAncestorOf(newParent)) {
      throw Errno.EINVAL.exception();
    }
    if (lower != null && targetIsDirectory && target.isAncestorOf(lower)) {
      throw (exchanges() ? Errno.EINVAL : Errno.ENOTEMPTY).exception();
    }
    if (target != null && target.inode() == file.inode()) {
      return; // two names of one file: nothing to do
    }
    checkPermissions(oldParent, newParent, file, target);
    if (target != null && !exchanges() && directory != targetIsDirectory) {
      throw (directory ? Errno.ENOTDIR : Errno.EISDIR).exception();
    }
    if (file.isMountPoint() || (target != null && target.isMountPoint())) {
      throw Errno.EBUSY.exception();
    }
    change(oldParent, newParent, file, target);
  }

  private void checkPermissions(Dentry oldParent, Dentry newParent, Dentry file, Dentry target)
      throws ErrnoException {
    Naming.checkDelete(task, credentials, oldParent, file);
    if (target == null) {
      Naming.checkCreate(task, credentials, newParent);
    } else {
      Naming.checkDelete(task, credentials, newParent, target);
    }
    if (oldParent != newParent) {
      // ".." of a directory that moves is rewritten
      if (file.inode().isDirectory()) {
        Permissions.check(task, credentials, file.inode(), Access.W_OK);
      }
      if (exchanges() && target.inode().isDirectory()) {
        Permissions.check(task, credentials, target.inode(), Access.W_OK);
      }
    }
  }

  private void change(Dentry oldParent, Dentry newParent, Dentry file, Dentry target)
      throws ErrnoException {
    boolean replacesDirectory = target != null && !exchanges() && target.inode().isDirectory();
    if (replacesDirectory) {
      target.directory().lock.lock(); // nothing may be made in it from here on
    }
    if (target != null) {
      target.inode().use(); // until the cache has forgotten the name
    }
    boolean moved = false;
    try {
      oldParent
          .inode()
          .rename(
              task,
              from.name(),
              file.inode(),
              newParent.inode(),
              to.name(),
              target == null ? null : target.inode(),
              flags & RenameFlags.RENAME_EXCHANGE);
      if (exchanges()) {
        Directory.exchange(file, target);
        FileEvents.exchanged(file, target);
        return;
      }
      if (target != null) {
        newParent.directory().removed(target);
      }
      newParent.directory().moved(file, to.name());
      moved = true;
    } finally {
      if (target != null) {
        target.inode().unuse();
      }
      if (replacesDirectory) {
        target.directory().lock.unlock();
      }
    }
    if (moved) {
      FileEvents.moved(
          file, oldParent.inode(), from.name(), target == null ? null : target.inode());
    }
  }
}
