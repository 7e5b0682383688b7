package io.jvisor.vfs;

import io.jvisor.kernel.api.Credentials;
import io.jvisor.kernel.api.Errno;
import io.jvisor.kernel.api.ErrnoException;
import io.jvisor.kernel.api.Task;
import io.jvisor.kernel.api.abi.Access;
import io.jvisor.kernel.api.abi.MountFlags;
import io.jvisor.kernel.api.abi.OpenFlags;
import io.jvisor.kernel.api.abi.Stat;

/** {@code open(2)}. {@code ETXTBSY} is not given: programs that run may be written. */
final class Opening {
  private static final int PATH_FLAGS =
      OpenFlags.O_PATH | OpenFlags.O_DIRECTORY | OpenFlags.O_NOFOLLOW | OpenFlags.O_CLOEXEC;

  /** How often a walk is made again that met a file which vanished before it could be opened. */
  private static final int TRIES = 10;

  /** Makes what {@code open(2)} makes. */
  private static final FileMaker PLAIN =
      (task, directory, name, mode, owner) -> directory.createNode(task, name, mode, 0, owner);

  private Opening() {}

  /**
   * Opens a name in a directory, or has it made in a special way.
   *
   * @param flags without {@code O_PATH}, {@code O_TMPFILE} and {@code O_DIRECTORY}
   */
  static OpenFile open(
      Task task,
      FsContext context,
      VfsPath directory,
      String name,
      int flags,
      int mode,
      FileMaker maker)
      throws ErrnoException {
    return openPresent(task, context, directory, name, flags, mode, 0, maker);
  }

  static OpenFile open(
      Task task, FsContext context, VfsPath start, String path, int flags, int mode, int lookup)
      throws ErrnoException {
    int walk = lookup & ~Lookup.FOLLOW;
    if ((flags & OpenFlags.O_NOFOLLOW) == 0) {
      walk |= Lookup.FOLLOW;
    }
    if ((flags & OpenFlags.O_DIRECTORY) != 0) {
      walk |= Lookup.DIRECTORY;
    }
    return openPresent(task, context, start, path, flags, mode, walk, PLAIN);
  }

  /** Walks and opens; once more where the file that was met vanished in between. */
  private static OpenFile openPresent(
      Task task,
      FsContext context,
      VfsPath start,
      String path,
      int flags,
      int mode,
      int lookup,
      FileMaker maker)
      throws ErrnoException {
    for (int left = TRIES; ; left--) {
      try {
        return openOnce(task, context, start, path, flags, mode, lookup, maker);
      } catch (ErrnoException e) {
        if (e.errno() != Errno.ESTALE || left == 0) {
          throw e;
        }
      }
    }
  }

  private static OpenFile openOnce(
      Task task,
      FsContext context,
      VfsPath start,
      String path,
      int flags,
      int mode,
      int lookup,
      FileMaker maker)
      throws ErrnoException {
    if ((flags & OpenFlags.O_PATH) != 0) {
      VfsPath place = walk(task, context, start, path, lookup);
      return new PathOnlyFile(place, flags & PATH_FLAGS);
    }
    if ((flags & OpenFlags.O_TMPFILE) == OpenFlags.O_TMPFILE) {
      return openUnnamed(task, context, start, path, flags, mode, lookup);
    }
    if ((flags & OpenFlags.O_CREAT) == 0) {
      return openPath(task, walk(task, context, start, path, lookup), flags);
    }
    if ((flags & OpenFlags.O_DIRECTORY) != 0) {
      throw Errno.EINVAL.exception();
    }
    return openOrCreate(task, context, start, path, flags, mode, lookup, maker);
  }

  private static VfsPath walk(Task task, FsContext context, VfsPath start, String path, int lookup)
      throws ErrnoException {
    PathWalker walker = new PathWalker(task, task.credentials(), context, start, path, lookup);
    walker.walk();
    return walker.place();
  }

  private static OpenFile openUnnamed(
      Task task, FsContext context, VfsPath start, String path, int flags, int mode, int lookup)
      throws ErrnoException {
    if ((flags & (OpenFlags.O_WRONLY | OpenFlags.O_RDWR)) == 0) {
      throw Errno.EINVAL.exception();
    }
    VfsPath place = walk(task, context, start, path, lookup | Lookup.DIRECTORY);
    if (place.mount().isReadOnly()) {
      throw Errno.EROFS.exception();
    }
    Credentials credentials = task.credentials();
    Inode directory = place.inode();
    Permissions.check(task, credentials, directory, Access.W_OK | Access.X_OK);
    Owner owner = Naming.owner(credentials, directory);
    Inode file =
        directory.createUnnamed(
            task,
            Stat.S_IFREG | Naming.fileMode(credentials, directory, owner, mode, context.umask()),
            owner,
            (flags & OpenFlags.O_EXCL) == 0);
    Dentry dentry = Dentry.unattached(place.dentry(), "#" + file.number(), file);
    VfsPath unnamed = new VfsPath(place.mount(), dentry);
    return opened(openInode(task, unnamed, flags & ~OpenFlags.O_DIRECTORY));
  }

  private static OpenFile openOrCreate(
      Task task,
      FsContext context,
      VfsPath start,
      String path,
      int flags,
      int mode,
      int lookup,
      FileMaker maker)
      throws ErrnoException {
    boolean exclusive = (flags & OpenFlags.O_EXCL) != 0;
    boolean follow = (lookup & Lookup.FOLLOW) != 0 && !exclusive;
    PathWalker walker = new PathWalker(task, task.credentials(), context, start, path, lookup);
    for (; ; ) {
      walker.walkToLast();
      if (walker.last() != PathWalker.Last.NAME) {
        walker.step(follow);
        break;
      }
      if (walker.hasTrailingSlash()) {
        throw Errno.EISDIR.exception();
      }
      Dentry directory = walker.dentry();
      Dentry child = directory.directory().cached(walker.name());
      if (child == null || child.isNegative() || directory.fileSystem().isVolatile()) {
        OpenFile created = create(task, context, walker, flags, mode, maker);
        if (created != null) {
          return created;
        }
        child = directory.directory().lookup(task, walker.name());
        if (child.isNegative()) {
          continue; // removed in between: a walk restarts at the same directory
        }
      }
      if (exclusive) {
        throw Errno.EEXIST.exception();
      }
      if (!walker.enter(child, follow)) {
        break;
      }
    }
    if (exclusive) {
      throw Errno.EEXIST.exception();
    }
    if (walker.dentry().inode().isDirectory()) {
      throw Errno.EISDIR.exception();
    }
    return openPath(task, walker.place(), flags);
  }

  /** Makes and opens the file that the walk's last name stands for; null when there is one. */
  private static OpenFile create(
      Task task, FsContext context, PathWalker walker, int flags, int mode, FileMaker maker)
      throws ErrnoException {
    Dentry parent = walker.dentry();
    if (!parent.inode().isDirectory()) {
      throw Errno.ENOTDIR.exception();
    }
    Directory directory = parent.directory();
    Dentry created;
    directory.lock.lock();
    try {
      if (!directory.lookupLocked(task, walker.name()).isNegative()) {
        return null;
      }
      Credentials credentials = task.credentials();
      if (walker.mount().isReadOnly()) {
        throw Errno.EROFS.exception();
      }
      Naming.checkCreate(task, credentials, parent);
      Owner owner = Naming.owner(credentials, parent.inode());
      int permissions = Naming.fileMode(credentials, parent.inode(), owner, mode, context.umask());
      int type = Stat.S_IFREG | permissions;
      Inode inode = maker.make(task, parent.inode(), walker.name(), type, owner);
      created = directory.add(walker.name(), inode);
      FileEvents.created(created);
    } finally {
      directory.lock.unlock();
    }
    VfsPath place = new VfsPath(walker.mount(), created);
    return opened(openInode(task, place, flags));
  }

  private static OpenFile opened(OpenFile file) {
    FileEvents.opened(file);
    return file;
  }

  /** Opens a file and counts it as written to if it may be. */
  private static OpenFile openInode(Task task, VfsPath path, int flags) throws ErrnoException {
    Inode inode = path.inode();
    boolean writes = (flags & OpenFlags.O_ACCMODE) != OpenFlags.O_RDONLY && inode.isRegular();
    if (!writes) {
      return inode.open(task, path, flags);
    }
    path.mount().beginWriting();
    OpenFile file = null;
    boolean counted = false;
    try {
      inode.beginWriting();
      counted = true;
      file = inode.open(task, path, flags);
      file.markWriter();
      return file;
    } finally {
      if (file == null) {
        if (counted) {
          inode.endWriting();
        }
        path.mount().endWriting();
      }
    }
  }

  static OpenFile openPath(Task task, VfsPath path, int flags) throws ErrnoException {
    if ((flags & OpenFlags.O_PATH) != 0) {
      return new PathOnlyFile(path, flags & PATH_FLAGS);
    }
    Inode inode = path.inode();
    int type = inode.mode() & Stat.S_IFMT;
    int access = flags & OpenFlags.O_ACCMODE;
    boolean truncate = (flags & OpenFlags.O_TRUNC) != 0;
    int wanted = access == OpenFlags.O_RDONLY ? Access.R_OK : Access.W_OK;
    if (access == OpenFlags.O_RDWR || access == OpenFlags.O_ACCMODE) {
      wanted = Access.R_OK | Access.W_OK;
    }
    if (truncate) {
      wanted |= Access.W_OK;
    }
    boolean special = false;
    switch (type) {
      case Stat.S_IFLNK -> throw Errno.ELOOP.exception();
      case Stat.S_IFDIR -> {
        if ((wanted & Access.W_OK) != 0) {
          throw Errno.EISDIR.exception();
        }
      }
      case Stat.S_IFCHR, Stat.S_IFBLK -> {
        if (path.mount().has(MountFlags.MS_NODEV)) {
          throw Errno.EACCES.exception();
        }
        special = true;
      }
      case Stat.S_IFIFO, Stat.S_IFSOCK -> special = true;
      default -> {}
    }
    if ((flags & OpenFlags.O_DIRECTORY) != 0 && type != Stat.S_IFDIR) {
      throw Errno.ENOTDIR.exception();
    }
    if (!special && (wanted & Access.W_OK) != 0 && path.mount().isReadOnly()) {
      throw Errno.EROFS.exception();
    }
    Credentials credentials = task.credentials();
    Permissions.check(task, credentials, inode, wanted);
    if ((flags & OpenFlags.O_NOATIME) != 0 && !Permissions.isOwner(credentials, inode)) {
      throw Errno.EPERM.exception();
    }
    if (type == Stat.S_IFSOCK) {
      throw Errno.ENXIO.exception();
    }
    OpenFile file = opened(openInode(task, path, flags));
    if (truncate && type == Stat.S_IFREG) {
      boolean done = false;
      try {
        Attributes.truncate(task, inode, 0);
        FileEvents.written(file);
        done = true;
      } finally {
        if (!done) {
          file.release();
        }
      }
    }
    return file;
  }

  /** Opens a program to be executed: {@code execve(2)}. */
  static OpenFile openExecutable(Task task, VfsPath path) throws ErrnoException {
    Inode inode = path.inode();
    if (inode.isSymbolicLink()) {
      throw Errno.ELOOP.exception();
    }
    if (!inode.isRegular() || path.mount().has(MountFlags.MS_NOEXEC)) {
      throw Errno.EACCES.exception();
    }
    Permissions.check(task, task.credentials(), inode, Access.X_OK);
    return opened(inode.open(task, path, OpenFlags.O_RDONLY));
  }
}
