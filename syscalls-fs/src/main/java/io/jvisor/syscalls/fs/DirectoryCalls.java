package io.jvisor.syscalls.fs;

import static io.jvisor.kernel.api.Arg.DIR_FD;
import static io.jvisor.kernel.api.Arg.FD;
import static io.jvisor.kernel.api.Arg.MODE;
import static io.jvisor.kernel.api.Arg.PATH;
import static io.jvisor.kernel.api.Arg.POINTER;
import static io.jvisor.kernel.api.Arg.SIZE;

import io.jvisor.kernel.api.Capability;
import io.jvisor.kernel.api.Errno;
import io.jvisor.kernel.api.ErrnoException;
import io.jvisor.kernel.api.SyscallTable.Registrar;
import io.jvisor.kernel.api.Task;
import io.jvisor.kernel.api.UserMemory;
import io.jvisor.kernel.api.abi.Access;
import io.jvisor.kernel.api.abi.AtFlags;
import io.jvisor.kernel.api.abi.Stat;
import io.jvisor.kernel.api.abi.SyscallNumbers;
import io.jvisor.kernel.api.file.FileDescription;
import io.jvisor.syscalls.fs.struct.DirectoryBuffer;
import io.jvisor.vfs.FsContext;
import io.jvisor.vfs.Lookup;
import io.jvisor.vfs.Vfs;
import io.jvisor.vfs.VfsPath;
import java.lang.foreign.MemorySegment;
import java.nio.charset.StandardCharsets;

/** Reading and making directories, the working directory, the root directory, the umask. */
final class DirectoryCalls {
  private DirectoryCalls() {}

  static void register(Registrar table) {
    table.full(SyscallNumbers.GETDENTS64, FD, POINTER, SIZE).by(DirectoryCalls::getdents64);
    table.full(SyscallNumbers.GETDENTS, FD, POINTER, SIZE).by(DirectoryCalls::getdents);
    table.full(SyscallNumbers.MKDIR, PATH, MODE).by(DirectoryCalls::mkdir);
    table.full(SyscallNumbers.MKDIRAT, DIR_FD, PATH, MODE).by(DirectoryCalls::mkdirat);
    table.full(SyscallNumbers.RMDIR, PATH).by(DirectoryCalls::rmdir);
    table.full(SyscallNumbers.GETCWD, POINTER, SIZE).by(DirectoryCalls::getcwd);
    table.full(SyscallNumbers.CHDIR, PATH).by(DirectoryCalls::chdir);
    table.full(SyscallNumbers.FCHDIR, FD).by(DirectoryCalls::fchdir);
    table.full(SyscallNumbers.CHROOT, PATH).by(DirectoryCalls::chroot);
    table.full(SyscallNumbers.UMASK, MODE).by(DirectoryCalls::umask);
  }

  private static long getdents64(Task task, long fd, long address, long count)
      throws ErrnoException {
    return readEntries(task, fd, address, count, false);
  }

  private static long getdents(Task task, long fd, long address, long count) throws ErrnoException {
    return readEntries(task, fd, address, count, true);
  }

  private static long readEntries(Task task, long fd, long address, long count, boolean old)
      throws ErrnoException {
    FileDescription file = Descriptors.get(task, fd);
    try {
      DirectoryBuffer buffer = new DirectoryBuffer(count & 0xffffffffL, old);
      buffer.read(task, file);
      if (buffer.isTooSmall()) {
        throw Errno.EINVAL.exception();
      }
      return buffer.write(task, file, address);
    } finally {
      file.release();
    }
  }

  private static long mkdir(Task task, long path, long mode) throws ErrnoException {
    return mkdirat(task, AtFlags.AT_FDCWD, path, mode);
  }

  private static long mkdirat(Task task, long dirFd, long pathAddress, long mode)
      throws ErrnoException {
    String path = PathArguments.path(task, pathAddress);
    VfsPath start = PathArguments.start(task, dirFd, path);
    // mkdir(2): the set-id bits of the mode are ignored, the sticky bit counts.
    int bits = (int) mode & (0777 | Stat.S_ISVTX);
    Vfs.makeDirectory(task, PathArguments.context(task), start, path, bits);
    return 0;
  }

  private static long rmdir(Task task, long pathAddress) throws ErrnoException {
    String path = PathArguments.path(task, pathAddress);
    FsContext context = PathArguments.context(task);
    Vfs.removeDirectory(task, context, context.workingDirectory(), path);
    return 0;
  }

  private static long getcwd(Task task, long address, long size) throws ErrnoException {
    FsContext context = PathArguments.context(task);
    String path = Vfs.pathFromRoot(context, context.workingDirectory());
    byte[] bytes = (path + "\0").getBytes(StandardCharsets.ISO_8859_1);
    if (bytes.length > UserMemory.PATH_MAX) {
      throw Errno.ENAMETOOLONG.exception();
    }
    if (Long.compareUnsigned(bytes.length, size) > 0) {
      throw Errno.ERANGE.exception();
    }
    task.memory().write(address, MemorySegment.ofArray(bytes), 0, bytes.length);
    return bytes.length;
  }

  private static long chdir(Task task, long path) throws ErrnoException {
    VfsPath directory =
        PathArguments.resolve(task, AtFlags.AT_FDCWD, path, Lookup.FOLLOW | Lookup.DIRECTORY);
    return enter(task, directory);
  }

  private static long fchdir(Task task, long fd) throws ErrnoException {
    return enter(task, PathArguments.ofDescriptor(task, fd, true));
  }

  private static long enter(Task task, VfsPath directory) throws ErrnoException {
    Vfs.checkAccess(task, task.credentials(), directory, Access.X_OK);
    PathArguments.context(task).setWorkingDirectory(directory);
    return 0;
  }

  private static long chroot(Task task, long path) throws ErrnoException {
    VfsPath directory =
        PathArguments.resolve(task, AtFlags.AT_FDCWD, path, Lookup.FOLLOW | Lookup.DIRECTORY);
    Vfs.checkAccess(task, task.credentials(), directory, Access.X_OK);
    if (!task.credentials().hasOwn(Capability.SYS_CHROOT)) {
      throw Errno.EPERM.exception();
    }
    PathArguments.context(task).setRoot(directory);
    return 0;
  }

  private static long umask(Task task, long mask) {
    return PathArguments.context(task).setUmask((int) mask);
  }
}
