package io.jvisor.platform.spi.host;

import io.jvisor.kernel.api.Errno;
import io.jvisor.kernel.api.ErrnoException;
import io.jvisor.kernel.api.abi.Signals;
import io.jvisor.kernel.api.abi.SyscallNumbers;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/** What the host gives this process: memory, limits, descriptors. */
public final class HostSystem {
  private static final int SYSINFO_SIZE = 112;
  private static final int SYSINFO_TOTAL = 32;
  private static final int SYSINFO_UNIT = 104;
  private static final int F_DUPFD_CLOEXEC = 1030;
  private static final int O_RDWR = 2;
  private static final int O_CLOEXEC = 02000000;

  private HostSystem() {}

  /** The host's memory in bytes: {@code sysinfo(2)}. */
  public static long memoryBytes() {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment information = arena.allocate(SYSINFO_SIZE, Long.BYTES);
      long result = HostCall.call(SyscallNumbers.SYSINFO, information.address(), 0, 0);
      if (result < 0) {
        throw new HostException("sysinfo", result);
      }
      return information.get(ValueLayout.JAVA_LONG, SYSINFO_TOTAL)
          * information.get(ValueLayout.JAVA_INT, SYSINFO_UNIT);
    }
  }

  /**
   * A limit of this process: {@code getrlimit(2)}.
   *
   * @return soft and hard, unsigned
   */
  public static long[] limit(int resource) {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment pair = arena.allocate(2L * Long.BYTES, Long.BYTES);
      long result = HostCall.call(SyscallNumbers.GETRLIMIT, resource, pair.address(), 0);
      if (result < 0) {
        throw new HostException("getrlimit", result);
      }
      return pair.toArray(ValueLayout.JAVA_LONG);
    }
  }

  /**
   * Another descriptor of what a standard stream is.
   *
   * @throws ErrnoException {@code EBADF} when it is closed
   */
  public static int duplicate(int stream) throws ErrnoException {
    return (int)
        Errno.check(HostCall.call(SyscallNumbers.FCNTL, stream, F_DUPFD_CLOEXEC, Byte.SIZE));
  }

  /** Opens {@code /dev/null} for reading and writing, close-on-exec. */
  public static int openNowhere() {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment name = HostText.cString(arena, "/dev/null");
      long result = HostCall.call(SyscallNumbers.OPEN, name.address(), O_RDWR | O_CLOEXEC, 0);
      if (result < 0) {
        throw new HostException("/dev/null", result);
      }
      return (int) result;
    }
  }

  /** Stops this process, until somebody sends {@code SIGCONT}. */
  public static void stop() {
    long self = HostCall.call(SyscallNumbers.GETPID, 0, 0, 0);
    HostCall.call(SyscallNumbers.KILL, self, Signals.SIGSTOP, 0);
  }

  /** Lets a standard stream of this process lead nowhere, so that it keeps no pipe open. */
  public static void detach(int stream) {
    int descriptor = openNowhere();
    HostCall.call(SyscallNumbers.DUP2, descriptor, stream, 0);
    HostCall.call(SyscallNumbers.CLOSE, descriptor, 0, 0);
  }
}
