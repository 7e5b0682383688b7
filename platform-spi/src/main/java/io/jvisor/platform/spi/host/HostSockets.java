package io.jvisor.platform.spi.host;

import io.jvisor.kernel.api.abi.SyscallNumbers;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/** Unix-domain sockets between processes of jvisor. */
public final class HostSockets {
  private static final int AF_UNIX = 1;
  private static final int SOCK_SEQPACKET = 5;
  private static final int SOCK_CLOEXEC = 02000000;
  private static final int SHUT_RDWR = 2;

  private HostSockets() {}

  /**
   * A pair of connected sockets that keep the borders of messages ({@code SOCK_SEQPACKET}), both
   * closed on exec: the caller clears that on the one that a child inherits.
   *
   * @throws HostException when the host refuses
   */
  public static int[] pair() {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment two = arena.allocate(8, 4);
      long result =
          HostCall.call(
              SyscallNumbers.SOCKETPAIR,
              AF_UNIX,
              SOCK_SEQPACKET | SOCK_CLOEXEC,
              0,
              two.address(),
              0);
      if (result < 0) {
        throw new HostException("socketpair", result);
      }
      return new int[] {
        two.get(ValueLayout.JAVA_INT, 0), two.get(ValueLayout.JAVA_INT, 4),
      };
    }
  }

  /** Ends both directions, so that all who wait on either end return. */
  public static void shutDown(int socket) {
    HostCall.call(SyscallNumbers.SHUTDOWN, socket, SHUT_RDWR, 0);
  }
}
