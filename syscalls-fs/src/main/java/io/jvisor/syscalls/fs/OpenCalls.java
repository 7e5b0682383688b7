package io.jvisor.syscalls.fs;

import static io.jvisor.kernel.api.Arg.DIR_FD;
import static io.jvisor.kernel.api.Arg.MODE;
import static io.jvisor.kernel.api.Arg.OPEN_FLAGS;
import static io.jvisor.kernel.api.Arg.PATH;
import static io.jvisor.kernel.api.Arg.POINTER;
import static io.jvisor.kernel.api.Arg.SIZE;

import io.jvisor.kernel.api.Errno;
import io.jvisor.kernel.api.ErrnoException;
import io.jvisor.kernel.api.SyscallTable.Registrar;
import io.jvisor.kernel.api.Task;
import io.jvisor.kernel.api.abi.AtFlags;
import io.jvisor.kernel.api.abi.OpenFlags;
import io.jvisor.kernel.api.abi.Stat;
import io.jvisor.kernel.api.abi.SyscallNumbers;
import io.jvisor.vfs.Lookup;
import io.jvisor.vfs.OpenFile;
import io.jvisor.vfs.Vfs;
import io.jvisor.vfs.VfsPath;

/** {@code open(2)}, {@code openat(2)}, {@code openat2(2)}, {@code creat(2)}. */
final class OpenCalls {
  /** {@code __O_TMPFILE}: the bit of {@code O_TMPFILE} that is not {@code O_DIRECTORY}. */
  private static final int TMPFILE_BIT = OpenFlags.O_TMPFILE & ~OpenFlags.O_DIRECTORY;

  /** {@code VALID_OPEN_FLAGS}. {@code openat} drops others, {@code openat2} refuses them. */
  private static final int VALID =
      OpenFlags.O_ACCMODE
          | OpenFlags.O_CREAT
          | OpenFlags.O_EXCL
          | OpenFlags.O_NOCTTY
          | OpenFlags.O_TRUNC
          | OpenFlags.O_APPEND
          | OpenFlags.O_NONBLOCK
          | OpenFlags.O_SYNC
          | OpenFlags.O_ASYNC
          | OpenFlags.O_DIRECT
          | OpenFlags.O_LARGEFILE
          | OpenFlags.O_DIRECTORY
          | OpenFlags.O_NOFOLLOW
          | OpenFlags.O_NOATIME
          | OpenFlags.O_CLOEXEC
          | OpenFlags.O_PATH
          | OpenFlags.O_TMPFILE;

  /** What may stand beside {@code O_PATH}. */
  private static final int WITH_PATH =
      OpenFlags.O_DIRECTORY | OpenFlags.O_NOFOLLOW | OpenFlags.O_PATH | OpenFlags.O_CLOEXEC;

  private static final int OPEN_HOW_BYTES = 24;
  private static final int OPEN_HOW_MODE = 8;
  private static final int OPEN_HOW_RESOLVE = 16;
  private static final int PAGE_SIZE = 4096;

  private static final int RESOLVE_NO_XDEV = 0x01;
  private static final int RESOLVE_NO_MAGICLINKS = 0x02;
  private static final int RESOLVE_NO_SYMLINKS = 0x04;
  private static final int RESOLVE_BENEATH = 0x08;
  private static final int RESOLVE_IN_ROOT = 0x10;
  private static final int RESOLVE_CACHED = 0x20;

  private OpenCalls() {}

  static void register(Registrar table) {
    table.full(SyscallNumbers.OPEN, PATH, OPEN_FLAGS, MODE).by(OpenCalls::open);
    table.full(SyscallNumbers.OPENAT, DIR_FD, PATH, OPEN_FLAGS, MODE).by(OpenCalls::openat);
    table.full(SyscallNumbers.CREAT, PATH, MODE).by(OpenCalls::creat);
    table
        .partial(
            SyscallNumbers.OPENAT2,
            "RESOLVE_CACHED always answers EAGAIN",
            DIR_FD,
            PATH,
            POINTER,
            SIZE)
        .by(OpenCalls::openat2);
  }

  private static long open(Task task, long path, long flags, long mode) throws ErrnoException {
    return openat(task, AtFlags.AT_FDCWD, path, flags, mode);
  }

  private static long creat(Task task, long path, long mode) throws ErrnoException {
    int flags = OpenFlags.O_CREAT | OpenFlags.O_WRONLY | OpenFlags.O_TRUNC;
    return openat(task, AtFlags.AT_FDCWD, path, flags, mode);
  }

  private static long openat(Task task, long dirFd, long path, long flags, long mode)
      throws ErrnoException {
    int wanted = (int) flags & VALID;
    if ((wanted & OpenFlags.O_PATH) != 0) {
      wanted &= WITH_PATH;
    }
    int bits = creates(wanted) ? (int) mode & Stat.PERMISSIONS : 0;
    return install(task, dirFd, path, wanted, bits, 0);
  }

  private static boolean creates(int flags) {
    return (flags & (OpenFlags.O_CREAT | TMPFILE_BIT)) != 0;
  }

  private static long install(
      Task task, long dirFd, long pathAddress, int wanted, int mode, int lookup)
      throws ErrnoException {
    int flags = checked(wanted);
    String path = PathArguments.path(task, pathAddress);
    task.files().checkRoom(Descriptors.limit(task)); // before a file is made
    OpenFile file =
        Vfs.open(
            task,
            PathArguments.context(task),
            start(task, dirFd, path, lookup),
            path,
            flags,
            mode,
            lookup);
    TerminalCalls.opened(task, file, flags);
    return Descriptors.install(task, file, (flags & OpenFlags.O_CLOEXEC) != 0);
  }

  /** A path that begins with a slash is looked up below the directory if that is the root. */
  private static VfsPath start(Task task, long dirFd, String path, int lookup)
      throws ErrnoException {
    boolean scoped = (lookup & (Lookup.IN_ROOT | Lookup.BENEATH)) != 0;
    return PathArguments.start(task, dirFd, scoped ? "." : path);
  }

  /** Refuses combinations that make no sense, as {@code build_open_flags} does. */
  private static int checked(int flags) throws ErrnoException {
    if ((flags & TMPFILE_BIT) != 0) {
      boolean writes = (flags & OpenFlags.O_ACCMODE) != OpenFlags.O_RDONLY;
      if ((flags & OpenFlags.O_TMPFILE) != OpenFlags.O_TMPFILE
          || (flags & OpenFlags.O_CREAT) != 0
          || !writes) {
        throw Errno.EINVAL.exception();
      }
    } else if ((flags & (OpenFlags.O_CREAT | OpenFlags.O_DIRECTORY))
        == (OpenFlags.O_CREAT | OpenFlags.O_DIRECTORY)) {
      throw Errno.EINVAL.exception();
    }
    if ((flags & OpenFlags.O_PATH) != 0) {
      return flags;
    }
    return flags | OpenFlags.O_LARGEFILE;
  }

  private static long openat2(Task task, long dirFd, long path, long how, long size)
      throws ErrnoException {
    if (size < OPEN_HOW_BYTES && size >= 0) {
      throw Errno.EINVAL.exception();
    }
    if (size < 0 || size > PAGE_SIZE) {
      throw Errno.E2BIG.exception();
    }
    long flags = task.memory().readLong(how);
    long mode = task.memory().readLong(how + OPEN_HOW_MODE);
    long resolve = task.memory().readLong(how + OPEN_HOW_RESOLVE);
    if (!task.memory().isZero(how, OPEN_HOW_BYTES, size)) {
      throw Errno.E2BIG.exception();
    }
    if ((flags & ~(long) VALID) != 0) {
      throw Errno.EINVAL.exception();
    }
    int lookup = lookup(resolve);
    int wanted = (int) flags;
    if (creates(wanted) ? (mode & ~(long) Stat.PERMISSIONS) != 0 : mode != 0) {
      throw Errno.EINVAL.exception();
    }
    if ((wanted & OpenFlags.O_PATH) != 0 && (wanted & ~WITH_PATH) != 0) {
      throw Errno.EINVAL.exception();
    }
    checked(wanted);
    if ((resolve & RESOLVE_CACHED) != 0) {
      throw Errno.EAGAIN.exception();
    }
    return install(task, dirFd, path, wanted, (int) mode, lookup);
  }

  private static int lookup(long resolve) throws ErrnoException {
    int lookup = 0;
    lookup |= (resolve & RESOLVE_NO_XDEV) != 0 ? Lookup.NO_CROSSING : 0;
    lookup |= (resolve & RESOLVE_NO_MAGICLINKS) != 0 ? Lookup.NO_MAGIC_LINKS : 0;
    lookup |= (resolve & RESOLVE_NO_SYMLINKS) != 0 ? Lookup.NO_SYMBOLIC_LINKS : 0;
    lookup |= (resolve & RESOLVE_BENEATH) != 0 ? Lookup.BENEATH : 0;
    lookup |= (resolve & RESOLVE_IN_ROOT) != 0 ? Lookup.IN_ROOT : 0;
    int both = Lookup.BENEATH | Lookup.IN_ROOT;
    if ((resolve & ~0x3fL) != 0 || (lookup & both) == both) {
      throw Errno.EINVAL.exception();
    }
    return lookup;
  }
}
