package io.jvisor.syscalls.fs;

import static io.jvisor.kernel.api.Arg.AT_FLAGS;
import static io.jvisor.kernel.api.Arg.DIR_FD;
import static io.jvisor.kernel.api.Arg.FD;
import static io.jvisor.kernel.api.Arg.INT;
import static io.jvisor.kernel.api.Arg.MODE;
import static io.jvisor.kernel.api.Arg.PATH;

import io.jvisor.kernel.api.Errno;
import io.jvisor.kernel.api.ErrnoException;
import io.jvisor.kernel.api.SyscallTable.Registrar;
import io.jvisor.kernel.api.Task;
import io.jvisor.kernel.api.abi.AtFlags;
import io.jvisor.kernel.api.abi.Stat;
import io.jvisor.kernel.api.abi.SyscallNumbers;
import io.jvisor.kernel.api.file.FileDescription;
import io.jvisor.kernel.api.namespace.IdMap;
import io.jvisor.kernel.api.namespace.UserNamespace;
import io.jvisor.vfs.AttributeChange;
import io.jvisor.vfs.OpenFile;
import io.jvisor.vfs.Vfs;
import io.jvisor.vfs.VfsPath;

/** {@code chmod(2)} and {@code chown(2)}. */
final class AttributeCalls {
  private AttributeCalls() {}

  static void register(Registrar table) {
    table.full(SyscallNumbers.CHMOD, PATH, MODE).by(AttributeCalls::chmod);
    table.full(SyscallNumbers.FCHMOD, FD, MODE).by(AttributeCalls::fchmod);
    table.full(SyscallNumbers.FCHMODAT, DIR_FD, PATH, MODE).by(AttributeCalls::fchmodat);
    table
        .full(SyscallNumbers.FCHMODAT2, DIR_FD, PATH, MODE, AT_FLAGS)
        .by(AttributeCalls::fchmodat2);
    table.full(SyscallNumbers.CHOWN, PATH, INT, INT).by(AttributeCalls::chown);
    table.full(SyscallNumbers.LCHOWN, PATH, INT, INT).by(AttributeCalls::lchown);
    table.full(SyscallNumbers.FCHOWN, FD, INT, INT).by(AttributeCalls::fchown);
    table
        .full(SyscallNumbers.FCHOWNAT, DIR_FD, PATH, INT, INT, AT_FLAGS)
        .by(AttributeCalls::fchownat);
  }

  private static long chmod(Task task, long path, long mode) throws ErrnoException {
    return fchmodat2(task, AtFlags.AT_FDCWD, path, mode, 0);
  }

  private static long fchmodat(Task task, long dirFd, long path, long mode) throws ErrnoException {
    return fchmodat2(task, dirFd, path, mode, 0);
  }

  private static long fchmodat2(Task task, long dirFd, long path, long mode, long flags)
      throws ErrnoException {
    PathArguments.checkFlags(flags, AtFlags.AT_SYMLINK_NOFOLLOW | AtFlags.AT_EMPTY_PATH);
    VfsPath file = PathArguments.resolve(task, dirFd, path, PathArguments.lookup(flags));
    if (file.inode().isSymbolicLink()) {
      throw Errno.EOPNOTSUPP.exception();
    }
    return apply(task, file, ofMode(mode));
  }

  private static long fchmod(Task task, long fd, long mode) throws ErrnoException {
    return apply(task, fd, ofMode(mode));
  }

  private static AttributeChange ofMode(long mode) {
    AttributeChange change = new AttributeChange();
    change.valid = AttributeChange.MODE;
    change.mode = (int) mode & Stat.PERMISSIONS;
    return change;
  }

  private static long chown(Task task, long path, long uid, long gid) throws ErrnoException {
    return fchownat(task, AtFlags.AT_FDCWD, path, uid, gid, 0);
  }

  private static long lchown(Task task, long path, long uid, long gid) throws ErrnoException {
    return fchownat(task, AtFlags.AT_FDCWD, path, uid, gid, AtFlags.AT_SYMLINK_NOFOLLOW);
  }

  private static long fchownat(Task task, long dirFd, long path, long uid, long gid, long flags)
      throws ErrnoException {
    PathArguments.checkFlags(flags, AtFlags.AT_SYMLINK_NOFOLLOW | AtFlags.AT_EMPTY_PATH);
    VfsPath file = PathArguments.resolve(task, dirFd, path, PathArguments.lookup(flags));
    return apply(task, file, ofOwner(task, uid, gid));
  }

  private static long fchown(Task task, long fd, long uid, long gid) throws ErrnoException {
    return apply(task, fd, ofOwner(task, uid, gid));
  }

  /** An id of -1 stays as it is. */
  private static AttributeChange ofOwner(Task task, long uid, long gid) throws ErrnoException {
    UserNamespace namespace = task.credentials().userNamespace();
    AttributeChange change = new AttributeChange();
    if ((int) uid != -1) {
      change.valid |= AttributeChange.UID;
      change.uid = known(namespace.kernelUser((int) uid));
    }
    if ((int) gid != -1) {
      change.valid |= AttributeChange.GID;
      change.gid = known(namespace.kernelGroup((int) gid));
    }
    return change;
  }

  private static int known(int id) throws ErrnoException {
    if (id == IdMap.NOBODY) {
      throw Errno.EINVAL.exception();
    }
    return id;
  }

  private static long apply(Task task, VfsPath file, AttributeChange change) throws ErrnoException {
    Vfs.setAttributes(task, file, change);
    return 0;
  }

  private static long apply(Task task, long fd, AttributeChange change) throws ErrnoException {
    FileDescription file = Descriptors.get(task, fd);
    try {
      return apply(task, placeOf(file), change);
    } finally {
      file.release();
    }
  }

  /**
   * Where a description's file is in the tree.
   *
   * @throws ErrnoException {@code EPERM} for one that has no place, such as an epoll instance
   */
  static VfsPath placeOf(FileDescription file) throws ErrnoException {
    if (file instanceof OpenFile open) {
      return open.path();
    }
    throw Errno.EPERM.exception();
  }
}
