package io.jvisor.platform.spi.host;

import io.jvisor.kernel.api.Errno;
import io.jvisor.kernel.api.ErrnoException;
import io.jvisor.kernel.api.abi.SyscallNumbers;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/**
 * Directories inside somebody else's tree, made without following any symbolic link there: what a
 * container runtime does where a bundle has no directory to mount on.
 */
public final class HostMountPoints {
  private static final int O_DIRECTORY = 0200000;
  private static final int O_NOFOLLOW = 0400000;
  private static final int O_CLOEXEC = 02000000;
  private static final int O_PATH = 010000000;
  private static final int AT_FDCWD = -100;
  private static final int MODE = 0755;

  private HostMountPoints() {}

  /**
   * Opens a directory to be named by its descriptor only; the caller closes it.
   *
   * @throws ErrnoException {@code ENOENT}, {@code ENOTDIR}, {@code EACCES}
   */
  public static int openDirectory(String path) throws ErrnoException {
    try (Arena arena = Arena.ofConfined()) {
      return (int) open(arena, AT_FDCWD, path, 0);
    }
  }

  /**
   * Makes a directory and those above it that are missing.
   *
   * @param root the tree
   * @param path in the tree; names of {@code .} count for nothing
   * @throws ErrnoException {@code ENOTDIR} or {@code ELOOP} for a file or a symbolic link on the
   *     way; {@code EINVAL} for {@code ..}; {@code EROFS}, {@code EACCES}
   */
  public static void make(String root, String path) throws ErrnoException {
    try (Arena arena = Arena.ofConfined()) {
      long directory = open(arena, AT_FDCWD, root, 0);
      try {
        for (String name : path.split("/", -1)) {
          if (name.isEmpty() || name.equals(".")) {
            continue;
          }
          if (name.equals("..")) {
            throw Errno.EINVAL.exception();
          }
          long next = enter(arena, directory, name);
          HostCall.call(SyscallNumbers.CLOSE, directory, 0, 0);
          directory = next;
        }
      } finally {
        HostCall.call(SyscallNumbers.CLOSE, directory, 0, 0);
      }
    }
  }

  private static long enter(Arena arena, long directory, String name) throws ErrnoException {
    MemorySegment cName = HostText.cString(arena, name);
    long made = HostCall.call(SyscallNumbers.MKDIRAT, directory, cName.address(), MODE);
    if (made < 0 && made != Errno.EEXIST.result()) {
      throw Errno.ofResult(made).exception();
    }
    return open(arena, directory, name, O_NOFOLLOW);
  }

  private static long open(Arena arena, long directory, String path, int flags)
      throws ErrnoException {
    return Errno.check(
        HostCall.call(
            SyscallNumbers.OPENAT,
            directory,
            HostText.cString(arena, path).address(),
            O_PATH | O_DIRECTORY | O_CLOEXEC | flags,
            0,
            0));
  }
}
