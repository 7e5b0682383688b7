package io.jvisor.platform.spi.host;

import io.jvisor.kernel.api.abi.Fcntl;
import io.jvisor.kernel.api.abi.SyscallNumbers;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/**
 * Reading and writing descriptors at their own position: pipes, terminals, sockets, and files that
 * are shared with whoever started the sandbox.
 *
 * <p>Results are those of the system calls: a count, or a negative errno. Buffers are native
 * memory. Nothing here allocates, {@link Vector} apart.
 */
public final class HostStreams {
  /** {@code pwritev2(2)}: {@code EAGAIN} instead of waiting. */
  private static final int RWF_NOWAIT = 0x8;

  private static final long PREADV2 = HostCall.symbol("preadv2");
  private static final long PWRITEV2 = HostCall.symbol("pwritev2");
  private static final long POLL = HostCall.symbol("poll");
  private static final int EINTR = -4;
  private static final int CURRENT_POSITION = -1;

  private HostStreams() {}

  /** Native memory for one {@code struct iovec} and one {@code struct pollfd}; one thread's. */
  public static final class Vector {
    private final MemorySegment bytes;

    /** Memory that lives as long as the arena. */
    public Vector(Arena arena) {
      bytes = arena.allocate(16, 8);
    }
  }

  /** {@code read(2)}; may wait. */
  public static long read(int descriptor, MemorySegment target, long length) {
    long result;
    do {
      result = HostCall.call(SyscallNumbers.READ, descriptor, target.address(), length);
    } while (result == EINTR);
    return result;
  }

  /** {@code write(2)}; may wait. */
  public static long write(int descriptor, MemorySegment source, long length) {
    long result;
    do {
      result = HostCall.call(SyscallNumbers.WRITE, descriptor, source.address(), length);
    } while (result == EINTR);
    return result;
  }

  /** Reads without waiting; {@code EOPNOTSUPP} where the host's file cannot do that. */
  public static long readNoWait(int descriptor, Vector vector, MemorySegment target, long length) {
    return transferNoWait(PREADV2, descriptor, vector, target, length);
  }

  /** Writes without waiting; {@code EOPNOTSUPP} where the host's file cannot do that. */
  public static long writeNoWait(int descriptor, Vector vector, MemorySegment source, long length) {
    return transferNoWait(PWRITEV2, descriptor, vector, source, length);
  }

  private static long transferNoWait(
      long function, int descriptor, Vector vector, MemorySegment buffer, long length) {
    vector.bytes.set(ValueLayout.JAVA_LONG, 0, buffer.address());
    vector.bytes.set(ValueLayout.JAVA_LONG, 8, length);
    long result;
    do {
      result =
          HostCall.function(
              function, descriptor, vector.bytes.address(), 1, CURRENT_POSITION, RWF_NOWAIT, 0);
    } while (result == EINTR);
    return result;
  }

  /**
   * What a descriptor is ready for now: {@code poll(2)} without waiting.
   *
   * @param events a mask of {@link io.jvisor.kernel.api.abi.PollEvents}
   * @return those that hold, {@code POLLHUP}, {@code POLLERR} and {@code POLLNVAL} added
   */
  public static int poll(int descriptor, Vector vector, int events) {
    vector.bytes.set(ValueLayout.JAVA_INT, 0, descriptor);
    vector.bytes.set(ValueLayout.JAVA_INT, 4, events & 0xffff);
    long result = HostCall.function(POLL, vector.bytes.address(), 1, 0, 0, 0, 0);
    return result <= 0 ? 0 : Short.toUnsignedInt(vector.bytes.get(ValueLayout.JAVA_SHORT, 6));
  }

  /** Access mode and status flags: {@code F_GETFL}. */
  public static long statusFlags(int descriptor) {
    return HostCall.call(SyscallNumbers.FCNTL, descriptor, Fcntl.F_GETFL, 0);
  }

  /** Another descriptor of the same description, closed on exec: {@code F_DUPFD_CLOEXEC}. */
  public static long duplicate(int descriptor, int least) {
    return HostCall.call(SyscallNumbers.FCNTL, descriptor, Fcntl.F_DUPFD_CLOEXEC, least);
  }
}
