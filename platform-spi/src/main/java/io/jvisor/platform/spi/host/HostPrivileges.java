package io.jvisor.platform.spi.host;

import io.jvisor.kernel.api.abi.SyscallNumbers;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/** What a process may: its root directory, {@code umask(2)}, how many files it opens. */
public final class HostPrivileges {
  private static final int RLIMIT_NOFILE = 7;

  private HostPrivileges() {}

  /** {@code chroot(2)} and {@code chdir("/")}; 0 or a negative errno. */
  public static long changeRoot(String path) {
    try (Arena arena = Arena.ofConfined()) {
      HostPath name = new HostPath(arena);
      if (!name.set(path)) {
        return -36; // ENAMETOOLONG
      }
      long result = HostCall.call(SyscallNumbers.CHROOT, name.address(), 0, 0);
      if (result == 0) {
        name.set("/");
        result = HostCall.call(SyscallNumbers.CHDIR, name.address(), 0, 0);
      }
      return result;
    }
  }

  /** {@code umask(2)}. */
  public static void setUmask(int mask) {
    HostCall.call(SyscallNumbers.UMASK, mask, 0, 0);
  }

  /** The soft limit of open files. */
  public static long descriptorLimit() {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment limit = arena.allocate(16, 8);
      HostCall.call(SyscallNumbers.PRLIMIT64, 0, RLIMIT_NOFILE, 0, limit.address(), 0);
      long soft = limit.get(ValueLayout.JAVA_LONG, 0);
      return soft < 0 ? Long.MAX_VALUE : soft; // RLIM_INFINITY is all ones
    }
  }

  /** Raises the soft limit of open files to the hard one. */
  public static void raiseDescriptorLimit() {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment limit = arena.allocate(16, 8);
      long result =
          HostCall.call(SyscallNumbers.PRLIMIT64, 0, RLIMIT_NOFILE, 0, limit.address(), 0);
      if (result == 0) {
        limit.set(ValueLayout.JAVA_LONG, 0, limit.get(ValueLayout.JAVA_LONG, 8));
        HostCall.call(SyscallNumbers.PRLIMIT64, 0, RLIMIT_NOFILE, limit.address(), 0, 0);
      }
    }
  }
}
