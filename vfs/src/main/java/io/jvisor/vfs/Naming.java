package io.jvisor.vfs;

import io.jvisor.kernel.api.Capability;
import io.jvisor.kernel.api.Credentials;
import io.jvisor.kernel.api.Errno;
import io.jvisor.kernel.api.ErrnoException;
import io.jvisor.kernel.api.Task;
import io.jvisor.kernel.api.UserMemory;
import io.jvisor.kernel.api.abi.Access;
import io.jvisor.kernel.api.abi.Stat;

/** Names made and removed: {@code mkdir(2)}, {@code mknod(2)}, {@code link(2)} and their like. */
final class Naming {
  private Naming() {}

  /** What a new name is made of, with the directory's lock held. */
  @FunctionalInterface
  private interface Maker {
    Inode make(Inode directory, String name, Owner owner) throws ErrnoException;
  }

  /** Who owns a file made in a directory: a set-group-id directory gives its group. */
  static Owner owner(Credentials credentials, Inode directory) {
    boolean inherits = (directory.mode() & Stat.S_ISGID) != 0;
    return new Owner(credentials.fsuid(), inherits ? directory.gid() : credentials.fsgid());
  }

  /**
   * The permissions of a new file: what is asked for without the umask, and set-group-id only for
   * members of the group that it gets, whether or not the umask leaves the group's execution.
   */
  static int fileMode(Credentials credentials, Inode directory, Owner owner, int mode, int umask) {
    int setGroup = Stat.S_ISGID | 010;
    int bits = mode & Stat.PERMISSIONS & ~umask;
    if ((mode & setGroup) == setGroup
        && (directory.mode() & Stat.S_ISGID) != 0
        && !credentials.isInGroup(owner.gid())
        && !Permissions.has(credentials, Capability.FSETID, directory)) {
      return bits & ~Stat.S_ISGID;
    }
    return bits;
  }

  /** Whether names may be made in a directory whose lock is held. */
  static void checkCreate(Task task, Credentials credentials, Dentry directory)
      throws ErrnoException {
    if (directory.isRemoved()) {
      throw Errno.ENOENT.exception();
    }
    Permissions.check(task, credentials, directory.inode(), Access.W_OK | Access.X_OK);
  }

  private static VfsPath make(
      Task task,
      FsContext context,
      VfsPath start,
      String path,
      boolean directoryWanted,
      VfsPath sameMountAs,
      Maker maker)
      throws ErrnoException {
    Credentials credentials = task.credentials();
    PathWalker walker = new PathWalker(task, credentials, context, start, path, 0);
    walker.walkToLast();
    if (walker.last() != PathWalker.Last.NAME) {
      throw Errno.EEXIST.exception();
    }
    Dentry parent = walker.dentry();
    Directory directory = parent.directory();
    directory.lock.lock();
    try {
      if (!directory.lookupLocked(task, walker.name()).isNegative()) {
        throw Errno.EEXIST.exception();
      }
      if (walker.hasTrailingSlash() && !directoryWanted) {
        throw Errno.ENOENT.exception();
      }
      if (walker.mount().isReadOnly()) {
        throw Errno.EROFS.exception();
      }
      if (sameMountAs != null) {
        checkLink(credentials, sameMountAs, walker.mount());
      }
      checkCreate(task, credentials, parent);
      Owner owner = owner(credentials, parent.inode());
      Inode made = maker.make(parent.inode(), walker.name(), owner);
      Dentry dentry = directory.add(walker.name(), made);
      if (sameMountAs != null) {
        FileEvents.linked(dentry);
      } else {
        FileEvents.created(dentry);
      }
      return new VfsPath(walker.mount(), dentry);
    } finally {
      directory.lock.unlock();
    }
  }

  static void makeDirectory(Task task, FsContext context, VfsPath start, String path, int mode)
      throws ErrnoException {
    int bits = mode & (0777 | Stat.S_ISVTX) & ~context.umask();
    make(
        task,
        context,
        start,
        path,
        true,
        null,
        (directory, name, owner) ->
            directory.createDirectory(
                task, name, Stat.S_IFDIR | bits | (directory.mode() & Stat.S_ISGID), owner));
  }

  static VfsPath makeNode(
      Task task, FsContext context, VfsPath start, String path, int mode, long device)
      throws ErrnoException {
    int asked = mode & Stat.S_IFMT;
    int type = asked == 0 ? Stat.S_IFREG : asked;
    switch (type) {
      case Stat.S_IFREG, Stat.S_IFIFO, Stat.S_IFSOCK -> {}
      case Stat.S_IFCHR, Stat.S_IFBLK -> {
        if (!task.credentials().has(Capability.MKNOD)) {
          throw Errno.EPERM.exception();
        }
      }
      case Stat.S_IFDIR -> throw Errno.EPERM.exception();
      default -> throw Errno.EINVAL.exception();
    }
    int umask = context.umask();
    long number = type == Stat.S_IFCHR || type == Stat.S_IFBLK ? device : 0;
    return make(
        task,
        context,
        start,
        path,
        false,
        null,
        (directory, name, owner) ->
            directory.createNode(
                task,
                name,
                type | fileMode(task.credentials(), directory, owner, mode, umask),
                number,
                owner));
  }

  static void makeSymbolicLink(
      Task task, FsContext context, String target, VfsPath start, String path)
      throws ErrnoException {
    if (target.isEmpty()) {
      throw Errno.ENOENT.exception();
    }
    if (target.length() >= UserMemory.PATH_MAX) {
      throw Errno.ENAMETOOLONG.exception();
    }
    make(
        task,
        context,
        start,
        path,
        false,
        null,
        (directory, name, owner) -> directory.createSymbolicLink(task, name, target, owner));
  }

  static void link(Task task, FsContext context, VfsPath existing, VfsPath start, String path)
      throws ErrnoException {
    Inode file = existing.inode();
    make(
        task,
        context,
        start,
        path,
        false,
        existing,
        (directory, name, owner) -> {
          if (file.isDirectory()) {
            throw Errno.EPERM.exception();
          }
          directory.link(task, name, file);
          return file;
        });
  }

  private static void checkLink(Credentials credentials, VfsPath existing, Mount mount)
      throws ErrnoException {
    if (existing.mount() != mount) {
      throw Errno.EXDEV.exception();
    }
    if (!existing.inode().isDirectory()) {
      Permissions.checkHardLink(credentials, existing.inode());
    }
  }

  static void unlink(Task task, FsContext context, VfsPath start, String path)
      throws ErrnoException {
    Credentials credentials = task.credentials();
    PathWalker walker = new PathWalker(task, credentials, context, start, path, 0);
    walker.walkToLast();
    if (walker.last() != PathWalker.Last.NAME) {
      throw Errno.EISDIR.exception();
    }
    if (walker.mount().isReadOnly()) {
      throw Errno.EROFS.exception();
    }
    Dentry parent = walker.dentry();
    Directory directory = parent.directory();
    directory.lock.lock();
    try {
      Dentry victim = existing(task, directory, walker.name());
      if (walker.hasTrailingSlash()) {
        throw (victim.inode().isDirectory() ? Errno.EISDIR : Errno.ENOTDIR).exception();
      }
      checkDelete(task, credentials, parent, victim);
      if (victim.inode().isDirectory()) {
        throw Errno.EISDIR.exception();
      }
      if (victim.isMountPoint()) {
        throw Errno.EBUSY.exception();
      }
      remove(victim, directory, () -> parent.inode().unlink(task, walker.name(), victim.inode()));
    } finally {
      directory.lock.unlock();
    }
  }

  static void removeDirectory(Task task, FsContext context, VfsPath start, String path)
      throws ErrnoException {
    Credentials credentials = task.credentials();
    PathWalker walker = new PathWalker(task, credentials, context, start, path, 0);
    walker.walkToLast();
    switch (walker.last()) {
      case DOT -> throw Errno.EINVAL.exception();
      case DOT_DOT -> throw Errno.ENOTEMPTY.exception();
      case NONE -> throw Errno.EBUSY.exception();
      case NAME -> {}
    }
    if (walker.mount().isReadOnly()) {
      throw Errno.EROFS.exception();
    }
    Dentry parent = walker.dentry();
    Directory directory = parent.directory();
    directory.lock.lock();
    try {
      Dentry victim = existing(task, directory, walker.name());
      checkDelete(task, credentials, parent, victim);
      if (!victim.inode().isDirectory()) {
        throw Errno.ENOTDIR.exception();
      }
      if (victim.isMountPoint()) {
        throw Errno.EBUSY.exception();
      }
      victim.directory().lock.lock();
      try {
        remove(
            victim,
            directory,
            () -> parent.inode().removeDirectory(task, walker.name(), victim.inode()));
      } finally {
        victim.directory().lock.unlock();
      }
    } finally {
      directory.lock.unlock();
    }
  }

  /** A change that a file system makes. */
  @FunctionalInterface
  interface Change {
    void make() throws ErrnoException;
  }

  /**
   * Removes a name. The file is in use until the cache has forgotten the name, so that whoever
   * finds its contents gone does not find the same name again.
   */
  private static void remove(Dentry victim, Directory directory, Change change)
      throws ErrnoException {
    victim.inode().use();
    try {
      change.make();
      directory.removed(victim);
    } finally {
      victim.inode().unuse();
    }
    FileEvents.removed(victim);
  }

  /** The file of a name, or {@code ENOENT}; the directory's lock may be held. */
  static Dentry existing(Task task, Directory directory, String name) throws ErrnoException {
    Dentry dentry = directory.lookup(task, name);
    if (dentry.isNegative()) {
      throw Errno.ENOENT.exception();
    }
    return dentry;
  }

  /** Whether a name may be removed from a directory whose lock is held. */
  static void checkDelete(Task task, Credentials credentials, Dentry parent, Dentry victim)
      throws ErrnoException {
    Permissions.check(task, credentials, parent.inode(), Access.W_OK | Access.X_OK);
    Permissions.checkSticky(credentials, parent.inode(), victim.inode());
  }
}
