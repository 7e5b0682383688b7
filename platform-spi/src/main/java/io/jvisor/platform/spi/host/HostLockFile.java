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

  private static final int O_PATH_DIRECTORY = 010000000 | 0200000;
  private static final int AT_REMOVEDIR = 0x200;

  private final int directory;
  private final String directoryName;
  private final String name;
  private final int descriptor;

  private HostLockFile(int directory, String directoryName, String name, int descriptor) {
    this.directory = directory;
    this.directoryName = directoryName;
    this.name = name;
    this.descriptor = descriptor;
  }

  /** The descriptor of the directory, by which the file is removed in the end. */
  public int directory() {
    return directory;
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
      long parent = HostCall.call(SyscallNumbers.OPEN, folder, O_PATH_DIRECTORY | O_CLOEXEC, 0);
      if (parent < 0) {
        HostCall.call(SyscallNumbers.CLOSE, descriptor, 0, 0);
        throw Errno.ofResult(parent).exception();
      }
      return new HostLockFile((int) parent, directory, name, (int) descriptor);
    }
  }

  @Override
  public String toString() {
    return directoryName + "/" + name;
  }

  /**
   * Removes the file, and the directory where it was the last one. By descriptor, because a
   * confined process has no other way.
   */
  @Override
  public void close() {
    try (Arena arena = Arena.ofConfined()) {
      long file = HostText.cString(arena, name).address();
      HostCall.call(SyscallNumbers.UNLINKAT, directory, file, 0);
      String last = directoryName.substring(directoryName.lastIndexOf('/') + 1);
      long folder = HostText.cString(arena, "../" + last).address();
      HostCall.call(SyscallNumbers.UNLINKAT, directory, folder, AT_REMOVEDIR);
      HostMemory.close(directory);
      HostMemory.close(descriptor);
    }
  }
}
