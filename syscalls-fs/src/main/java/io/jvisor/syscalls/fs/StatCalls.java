package io.jvisor.syscalls.fs;

import static io.jvisor.kernel.api.Arg.AT_FLAGS;
import static io.jvisor.kernel.api.Arg.DIR_FD;
import static io.jvisor.kernel.api.Arg.FD;
import static io.jvisor.kernel.api.Arg.HEX;
import static io.jvisor.kernel.api.Arg.OUT_STAT;
import static io.jvisor.kernel.api.Arg.PATH;
import static io.jvisor.kernel.api.Arg.POINTER;

import io.jvisor.kernel.api.Errno;
import io.jvisor.kernel.api.ErrnoException;
import io.jvisor.kernel.api.SyscallTable.Registrar;
import io.jvisor.kernel.api.Task;
import io.jvisor.kernel.api.abi.AtFlags;
import io.jvisor.kernel.api.abi.SyscallNumbers;
import io.jvisor.kernel.api.file.FileDescription;
import io.jvisor.kernel.api.file.FileStatus;
import io.jvisor.syscalls.fs.struct.StatStruct;
import io.jvisor.syscalls.fs.struct.StatxStruct;
import io.jvisor.vfs.FsContext;
import io.jvisor.vfs.Mount;
import io.jvisor.vfs.OpenFile;
import io.jvisor.vfs.Vfs;
import io.jvisor.vfs.VfsPath;

/** {@code stat(2)} and {@code statx(2)}. */
final class StatCalls {
  private static final int STAT_FLAGS =
      AtFlags.AT_SYMLINK_NOFOLLOW
          | AtFlags.AT_NO_AUTOMOUNT
          | AtFlags.AT_EMPTY_PATH
          | AtFlags.AT_STATX_SYNC_TYPE;

  private StatCalls() {}

  static void register(Registrar table) {
    table.full(SyscallNumbers.STAT, PATH, OUT_STAT).by(StatCalls::stat);
    table.full(SyscallNumbers.LSTAT, PATH, OUT_STAT).by(StatCalls::lstat);
    table.full(SyscallNumbers.FSTAT, FD, OUT_STAT).by(StatCalls::fstat);
    table.full(SyscallNumbers.NEWFSTATAT, DIR_FD, PATH, OUT_STAT, AT_FLAGS).by(StatCalls::fstatat);
    table
        .partial(
            SyscallNumbers.STATX,
            "only the fields of stat, birth time and mount; the mask says so",
            DIR_FD,
            PATH,
            AT_FLAGS,
            HEX,
            POINTER)
        .by(StatCalls::statx);
  }

  private static long stat(Task task, long path, long address) throws ErrnoException {
    return fstatat(task, AtFlags.AT_FDCWD, path, address, 0);
  }

  private static long lstat(Task task, long path, long address) throws ErrnoException {
    return fstatat(task, AtFlags.AT_FDCWD, path, address, AtFlags.AT_SYMLINK_NOFOLLOW);
  }

  private static long fstat(Task task, long fd, long address) throws ErrnoException {
    FileStatus status = new FileStatus();
    ofDescriptor(task, fd, status);
    task.credentials().userNamespace().show(status);
    StatStruct.write(task, address, status);
    return 0;
  }

  private static long fstatat(Task task, long dirFd, long path, long address, long flags)
      throws ErrnoException {
    PathArguments.checkFlags(flags, STAT_FLAGS);
    FileStatus status = new FileStatus();
    ofPath(task, dirFd, path, flags, status);
    task.credentials().userNamespace().show(status);
    StatStruct.write(task, address, status);
    return 0;
  }

  private static long statx(Task task, long dirFd, long path, long flags, long mask, long address)
      throws ErrnoException {
    if (((int) mask & StatxStruct.RESERVED) != 0
        || (flags & AtFlags.AT_STATX_SYNC_TYPE) == AtFlags.AT_STATX_SYNC_TYPE) {
      throw Errno.EINVAL.exception();
    }
    PathArguments.checkFlags(flags, STAT_FLAGS);
    FileStatus status = new FileStatus();
    VfsPath place = ofPath(task, dirFd, path, flags, status);
    Mount mount = place == null ? null : place.mount();
    boolean mountRoot = mount != null && place.dentry() == mount.root();
    task.credentials().userNamespace().show(status);
    StatxStruct.write(task, address, status, mount == null ? 0 : mount.id(), mountRoot);
    return 0;
  }

  /** Fills in the status; returns where the file is, or null when it has no place in the tree. */
  private static VfsPath ofPath(
      Task task, long dirFd, long pathAddress, long flags, FileStatus status)
      throws ErrnoException {
    boolean empty = (flags & AtFlags.AT_EMPTY_PATH) != 0;
    // Linux 6.11: with AT_EMPTY_PATH a null pointer is an empty path.
    String path = empty && pathAddress == 0 ? "" : task.memory().readPath(pathAddress);
    if (path.isEmpty()) {
      if (!empty) {
        throw Errno.ENOENT.exception();
      }
      if ((int) dirFd != AtFlags.AT_FDCWD) {
        return ofDescriptor(task, dirFd, status);
      }
    }
    FsContext context = PathArguments.context(task);
    VfsPath start = PathArguments.start(task, dirFd, path);
    VfsPath place = Vfs.resolve(task, context, start, path, PathArguments.lookup(flags));
    Vfs.status(place, status);
    return place;
  }

  private static VfsPath ofDescriptor(Task task, long fd, FileStatus status) throws ErrnoException {
    FileDescription file = Descriptors.getRaw(task, fd);
    try {
      file.status(task, status);
      return file instanceof OpenFile open ? open.path() : null;
    } finally {
      file.release();
    }
  }
}
