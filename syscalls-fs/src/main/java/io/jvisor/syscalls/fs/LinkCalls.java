package io.jvisor.syscalls.fs;

import static io.jvisor.kernel.api.Arg.AT_FLAGS;
import static io.jvisor.kernel.api.Arg.DIR_FD;
import static io.jvisor.kernel.api.Arg.HEX;
import static io.jvisor.kernel.api.Arg.MODE;
import static io.jvisor.kernel.api.Arg.OUT_BUFFER;
import static io.jvisor.kernel.api.Arg.PATH;
import static io.jvisor.kernel.api.Arg.SIZE;

import io.jvisor.kernel.api.Errno;
import io.jvisor.kernel.api.ErrnoException;
import io.jvisor.kernel.api.SyscallTable.Registrar;
import io.jvisor.kernel.api.Task;
import io.jvisor.kernel.api.abi.AtFlags;
import io.jvisor.kernel.api.abi.Stat;
import io.jvisor.kernel.api.abi.SyscallNumbers;
import io.jvisor.vfs.FsContext;
import io.jvisor.vfs.Lookup;
import io.jvisor.vfs.Vfs;
import io.jvisor.vfs.VfsPath;
import java.lang.foreign.MemorySegment;
import java.nio.charset.StandardCharsets;

/** Names: links, symbolic links, device nodes, renaming and removing. */
final class LinkCalls {
  private static final int RENAME_NOREPLACE = 1;
  private static final int RENAME_EXCHANGE = 2;

  private LinkCalls() {}

  static void register(Registrar table) {
    table.full(SyscallNumbers.MKNOD, PATH, MODE, HEX).by(LinkCalls::mknod);
    table.full(SyscallNumbers.MKNODAT, DIR_FD, PATH, MODE, HEX).by(LinkCalls::mknodat);
    table.full(SyscallNumbers.LINK, PATH, PATH).by(LinkCalls::link);
    table.full(SyscallNumbers.LINKAT, DIR_FD, PATH, DIR_FD, PATH, AT_FLAGS).by(LinkCalls::linkat);
    table.full(SyscallNumbers.SYMLINK, PATH, PATH).by(LinkCalls::symlink);
    table.full(SyscallNumbers.SYMLINKAT, PATH, DIR_FD, PATH).by(LinkCalls::symlinkat);
    table.full(SyscallNumbers.READLINK, PATH, OUT_BUFFER, SIZE).by(LinkCalls::readlink);
    table.full(SyscallNumbers.READLINKAT, DIR_FD, PATH, OUT_BUFFER, SIZE).by(LinkCalls::readlinkat);
    table.full(SyscallNumbers.UNLINK, PATH).by(LinkCalls::unlink);
    table.full(SyscallNumbers.UNLINKAT, DIR_FD, PATH, AT_FLAGS).by(LinkCalls::unlinkat);
    table.full(SyscallNumbers.RENAME, PATH, PATH).by(LinkCalls::rename);
    table.full(SyscallNumbers.RENAMEAT, DIR_FD, PATH, DIR_FD, PATH).by(LinkCalls::renameat);
    table
        .partial(
            SyscallNumbers.RENAMEAT2, "RENAME_WHITEOUT: EINVAL", DIR_FD, PATH, DIR_FD, PATH, HEX)
        .by(LinkCalls::renameat2);
  }

  private static long mknod(Task task, long path, long mode, long device) throws ErrnoException {
    return mknodat(task, AtFlags.AT_FDCWD, path, mode, device);
  }

  private static long mknodat(Task task, long dirFd, long pathAddress, long mode, long device)
      throws ErrnoException {
    int type = (int) mode & Stat.S_IFMT;
    if (type == 0) {
      type = Stat.S_IFREG;
    }
    switch (type) {
      case Stat.S_IFREG, Stat.S_IFCHR, Stat.S_IFBLK, Stat.S_IFIFO, Stat.S_IFSOCK -> {}
      case Stat.S_IFDIR -> throw Errno.EPERM.exception();
      default -> throw Errno.EINVAL.exception();
    }
    String path = PathArguments.path(task, pathAddress);
    VfsPath start = PathArguments.start(task, dirFd, path);
    int bits = type | ((int) mode & Stat.PERMISSIONS);
    boolean special = type == Stat.S_IFCHR || type == Stat.S_IFBLK;
    // The device number is 32 bits wide.
    long number = special ? device & 0xffffffffL : 0;
    Vfs.makeNode(task, PathArguments.context(task), start, path, bits, number);
    return 0;
  }

  private static long link(Task task, long existing, long path) throws ErrnoException {
    return linkat(task, AtFlags.AT_FDCWD, existing, AtFlags.AT_FDCWD, path, 0);
  }

  private static long linkat(
      Task task, long oldDirFd, long existing, long newDirFd, long pathAddress, long flags)
      throws ErrnoException {
    PathArguments.checkFlags(flags, AtFlags.AT_SYMLINK_FOLLOW | AtFlags.AT_EMPTY_PATH);
    int lookup = (flags & AtFlags.AT_SYMLINK_FOLLOW) != 0 ? Lookup.FOLLOW : 0;
    if ((flags & AtFlags.AT_EMPTY_PATH) != 0) {
      lookup |= Lookup.EMPTY;
    }
    VfsPath file = PathArguments.resolve(task, oldDirFd, existing, lookup);
    String path = PathArguments.path(task, pathAddress);
    VfsPath start = PathArguments.start(task, newDirFd, path);
    Vfs.link(task, PathArguments.context(task), file, start, path);
    return 0;
  }

  private static long symlink(Task task, long target, long path) throws ErrnoException {
    return symlinkat(task, target, AtFlags.AT_FDCWD, path);
  }

  private static long symlinkat(Task task, long targetAddress, long dirFd, long pathAddress)
      throws ErrnoException {
    String target = PathArguments.path(task, targetAddress);
    String path = PathArguments.path(task, pathAddress);
    VfsPath start = PathArguments.start(task, dirFd, path);
    Vfs.makeSymbolicLink(task, PathArguments.context(task), target, start, path);
    return 0;
  }

  private static long readlink(Task task, long path, long address, long size)
      throws ErrnoException {
    return readlinkat(task, AtFlags.AT_FDCWD, path, address, size);
  }

  /** An empty path means the descriptor itself, which must be a link opened with O_PATH. */
  private static long readlinkat(Task task, long dirFd, long path, long address, long size)
      throws ErrnoException {
    if ((int) size <= 0) {
      throw Errno.EINVAL.exception();
    }
    VfsPath link = PathArguments.resolve(task, dirFd, path, Lookup.EMPTY);
    if (!link.inode().isSymbolicLink()) {
      boolean empty = task.memory().readByte(path) == 0;
      throw (empty ? Errno.ENOENT : Errno.EINVAL).exception();
    }
    byte[] target = Vfs.readLink(task, link).getBytes(StandardCharsets.ISO_8859_1);
    int length = Math.min(target.length, (int) size);
    task.memory().write(address, MemorySegment.ofArray(target), 0, length);
    return length;
  }

  private static long unlink(Task task, long path) throws ErrnoException {
    return unlinkat(task, AtFlags.AT_FDCWD, path, 0);
  }

  private static long unlinkat(Task task, long dirFd, long pathAddress, long flags)
      throws ErrnoException {
    PathArguments.checkFlags(flags, AtFlags.AT_REMOVEDIR);
    String path = PathArguments.path(task, pathAddress);
    VfsPath start = PathArguments.start(task, dirFd, path);
    FsContext context = PathArguments.context(task);
    if ((flags & AtFlags.AT_REMOVEDIR) != 0) {
      Vfs.removeDirectory(task, context, start, path);
    } else {
      Vfs.unlink(task, context, start, path);
    }
    return 0;
  }

  private static long rename(Task task, long oldPath, long newPath) throws ErrnoException {
    return renameat2(task, AtFlags.AT_FDCWD, oldPath, AtFlags.AT_FDCWD, newPath, 0);
  }

  private static long renameat(Task task, long oldDirFd, long oldPath, long newDirFd, long newPath)
      throws ErrnoException {
    return renameat2(task, oldDirFd, oldPath, newDirFd, newPath, 0);
  }

  private static long renameat2(
      Task task, long oldDirFd, long oldAddress, long newDirFd, long newAddress, long flags)
      throws ErrnoException {
    int wanted = (int) flags;
    if ((wanted & ~(RENAME_NOREPLACE | RENAME_EXCHANGE)) != 0
        || (wanted & (RENAME_NOREPLACE | RENAME_EXCHANGE))
            == (RENAME_NOREPLACE | RENAME_EXCHANGE)) {
      throw Errno.EINVAL.exception();
    }
    String oldPath = PathArguments.path(task, oldAddress);
    String newPath = PathArguments.path(task, newAddress);
    Vfs.rename(
        task,
        PathArguments.context(task),
        PathArguments.start(task, oldDirFd, oldPath),
        oldPath,
        PathArguments.start(task, newDirFd, newPath),
        newPath,
        wanted);
    return 0;
  }
}
