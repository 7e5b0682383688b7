package io.jvisor.platform.spi.host;

import io.jvisor.kernel.api.Errno;
import io.jvisor.kernel.api.ErrnoException;
import io.jvisor.kernel.api.abi.SyscallNumbers;
import java.lang.foreign.Arena;

/**
 * A file that one process holds at a time: {@code flock(2)}. The host lets go of it when the
 * process dies, so that a file which was left behind bars nobody.
 */
public final class HostLockFile implements AutoCloseable {
  private static final int O_RDWR = 2;
  private static final int O_CREAT = 0100;
  private static final int O_NOFOLLOW = 0400000;
  private static final int O_CLOEXEC = 02000000;
  private static final int LOCK_EX_NB = 6;
  private static final int FILE_MODE = 0600;
  private static final int DIRECTORY_MODE = 0700;

  private final String directory;
  private final String path;
  private final int descriptor;

  private HostLockFile(String directory, String path, int descriptor) {
    this.directory = directory;
    this.path = path;
    this.descriptor = descriptor;
  }

  /**
   * Takes hold of a file, and makes it and its directory if need be.
   *
   * @throws ErrnoException {@code EAGAIN} when another process holds it; what {@code mkdir(2)} and
   *     {@code open(2)} gave
   */
  public static HostLockFile hold(String directory, String name) throws ErrnoException {
    String path = directory + "/" + name;
    try (Arena arena = Arena.ofConfined()) {
      long folder = HostText.cString(arena, directory).address();
      long made = HostCall.call(SyscallNumbers.MKDIR, folder, DIRECTORY_MODE, 0);
      if (made < 0 && made != Errno.EEXIST.result()) {
        throw Errno.ofResult(made).exception();
      }
      int flags = O_RDWR | O_CREAT | O_NOFOLLOW | O_CLOEXEC;
      long file = HostText.cString(arena, path).address();
      long descriptor = Errno.check(HostCall.call(SyscallNumbers.OPEN, file, flags, FILE_MODE));
      long held = HostCall.call(SyscallNumbers.FLOCK, descriptor, LOCK_EX_NB, 0);
      if (held < 0) {
        HostCall.call(SyscallNumbers.CLOSE, descriptor, 0, 0);
        throw Errno.ofResult(held).exception();
      }
      return new HostLockFile(directory, path, (int) descriptor);
    }
  }

  @Override
  public String toString() {
    return path;
  }

  /** Removes the file, and the directory where it was the last one. */
  @Override
  public void close() {
    try (Arena arena = Arena.ofConfined()) {
      HostCall.call(SyscallNumbers.UNLINK, HostText.cString(arena, path).address(), 0, 0);
      HostCall.call(SyscallNumbers.RMDIR, HostText.cString(arena, directory).address(), 0, 0);
      HostCall.call(SyscallNumbers.CLOSE, descriptor, 0, 0);
    }
  }
}
