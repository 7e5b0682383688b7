package io.jvisor.platform.spi.host;

import io.jvisor.kernel.api.abi.SyscallNumbers;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/**
 * What a process gives up for good: {@code chroot(2)}, {@code capabilities(7)}, {@code prctl(2)}.
 * Capabilities are those of the calling thread and of the threads it starts afterwards.
 */
public final class HostPrivileges {
  private static final int PR_CAPBSET_DROP = 24;
  private static final int PR_SET_NO_NEW_PRIVS = 38;
  private static final int PR_CAP_AMBIENT = 47;
  private static final int PR_CAP_AMBIENT_CLEAR_ALL = 4;
  private static final int CAPABILITY_VERSION_3 = 0x20080522;
  private static final int LAST_CAPABILITY = 63;
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

  /**
   * Gives up all capabilities but these, and the means to get them back: the bounding and ambient
   * sets, and set-user-id programs.
   *
   * @param kept a bit each; those that the thread does not have are not given to it
   * @return 0 or a negative errno
   */
  public static long keepCapabilities(long kept) {
    for (int capability = 0; capability <= LAST_CAPABILITY; capability++) {
      if ((kept >>> capability & 1) == 0) {
        // EINVAL past the last one that the host knows, EPERM for those who could not raise it.
        HostCall.call(SyscallNumbers.PRCTL, PR_CAPBSET_DROP, capability, 0, 0, 0);
      }
    }
    HostCall.call(SyscallNumbers.PRCTL, PR_CAP_AMBIENT, PR_CAP_AMBIENT_CLEAR_ALL, 0, 0, 0);
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment header = arena.allocate(8, 8);
      MemorySegment sets = arena.allocate(24, 8);
      header.set(ValueLayout.JAVA_INT, 0, CAPABILITY_VERSION_3);
      long result = HostCall.call(SyscallNumbers.CAPGET, header.address(), sets.address(), 0);
      if (result < 0) {
        return result;
      }
      // struct __user_cap_data_struct[2]: effective, permitted, inheritable, low words first
      for (int half = 0; half < 2; half++) {
        int mask = (int) (kept >>> (32 * half));
        int at = 12 * half;
        int permitted = sets.get(ValueLayout.JAVA_INT, at + 4) & mask;
        sets.set(ValueLayout.JAVA_INT, at, permitted);
        sets.set(ValueLayout.JAVA_INT, at + 4, permitted);
        sets.set(ValueLayout.JAVA_INT, at + 8, 0);
      }
      header.set(ValueLayout.JAVA_INT, 0, CAPABILITY_VERSION_3);
      result = HostCall.call(SyscallNumbers.CAPSET, header.address(), sets.address(), 0);
      if (result < 0) {
        return result;
      }
      return HostCall.call(SyscallNumbers.PRCTL, PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0);
    }
  }
}
