package io.jvisor.platform.spi.host;

import io.jvisor.kernel.api.abi.SyscallNumbers;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/**
 * A message of a {@link HostSockets#pair}, with at most one descriptor beside it ({@code unix(7)},
 * {@code SCM_RIGHTS}). One thread at a time uses an instance, again and again.
 */
public final class HostMessage {
  private static final int SOL_SOCKET = 1;
  private static final int SCM_RIGHTS = 1;
  private static final int MSG_TRUNC = 0x20;
  private static final int MSG_DONTWAIT = 0x40;
  private static final int MSG_NOSIGNAL = 0x4000;
  private static final int MSG_CMSG_CLOEXEC = 0x40000000;
  private static final int EINTR = -4;
  private static final int EMSGSIZE = -90;

  /** {@code struct msghdr}: name, iovec, control, each with its length, and flags. */
  private static final int HEADER = 0;

  private static final int MSG_IOV = 16;
  private static final int MSG_IOVLEN = 24;
  private static final int MSG_CONTROL = 32;
  private static final int MSG_CONTROLLEN = 40;
  private static final int MSG_FLAGS = 48;

  private static final int VECTOR = 64;

  /** {@code struct cmsghdr}: length, level, type, then the descriptors. */
  private static final int CONTROL = 80;

  /** Room for a few more than the one that may come, so that all of them can be closed. */
  private static final int CONTROL_SPACE = 48;

  private static final int CMSG_DATA = 16;
  private static final int ONE_DESCRIPTOR = CMSG_DATA + 4;
  private static final int SIZE = CONTROL + CONTROL_SPACE;

  private static final ValueLayout.OfLong LONG = ValueLayout.JAVA_LONG;
  private static final ValueLayout.OfInt INT = ValueLayout.JAVA_INT;

  private final MemorySegment header;
  private final MemorySegment data;
  private int descriptor = -1;

  /** Room for messages of up to {@code capacity} bytes, as long as the arena lives. */
  public HostMessage(Arena arena, long capacity) {
    this.header = arena.allocate(SIZE, 16);
    this.data = arena.allocate(capacity, 8);
    header.set(LONG, MSG_IOV, header.address() + VECTOR);
    header.set(LONG, MSG_IOVLEN, 1);
    header.set(LONG, VECTOR, data.address());
  }

  /** The bytes of the message. */
  public MemorySegment data() {
    return data;
  }

  /**
   * Sends the first bytes of {@link #data}; waits while the peer's queue is full.
   *
   * @param passed a descriptor to pass with them, or -1
   * @return 0, or a negative errno
   */
  public long send(int socket, long length, int passed) {
    header.set(LONG, VECTOR + 8, length);
    header.set(INT, MSG_FLAGS, 0);
    if (passed >= 0) {
      header.set(LONG, MSG_CONTROL, header.address() + CONTROL);
      header.set(LONG, MSG_CONTROLLEN, CMSG_DATA + 8);
      header.set(LONG, CONTROL, ONE_DESCRIPTOR);
      header.set(INT, CONTROL + 8, SOL_SOCKET);
      header.set(INT, CONTROL + 12, SCM_RIGHTS);
      header.set(INT, CONTROL + CMSG_DATA, passed);
    } else {
      header.set(LONG, MSG_CONTROL, 0);
      header.set(LONG, MSG_CONTROLLEN, 0);
    }
    long result;
    do {
      result =
          HostCall.call(SyscallNumbers.SENDMSG, socket, header.address() + HEADER, MSG_NOSIGNAL);
    } while (result == EINTR);
    return Math.min(result, 0);
  }

  /**
   * Receives one message into {@link #data}. A descriptor that came with it is kept for {@link
   * #takeDescriptor}; one that nobody took from the last message is closed.
   *
   * @param wait whether to wait for a message, rather than return {@code EAGAIN}
   * @return its length, 0 when the peer is gone, or a negative errno: {@code EMSGSIZE} when the
   *     message was too long or brought more than one descriptor. A descriptor for which this
   *     process has no room is lost, without an error here
   */
  public long receive(int socket, boolean wait) {
    close();
    header.set(LONG, VECTOR + 8, data.byteSize());
    header.set(LONG, MSG_CONTROL, header.address() + CONTROL);
    header.set(LONG, MSG_CONTROLLEN, CONTROL_SPACE);
    header.set(INT, MSG_FLAGS, 0);
    int flags = MSG_CMSG_CLOEXEC | (wait ? 0 : MSG_DONTWAIT);
    long result;
    do {
      result = HostCall.call(SyscallNumbers.RECVMSG, socket, header.address() + HEADER, flags);
    } while (result == EINTR);
    if (result < 0) {
      return result;
    }
    boolean whole = takeControl();
    if (!whole || (header.get(INT, MSG_FLAGS) & MSG_TRUNC) != 0) {
      close();
      return EMSGSIZE;
    }
    return result;
  }

  /** Keeps the descriptor of the control message; false when there were more, all closed. */
  private boolean takeControl() {
    long length = header.get(LONG, MSG_CONTROLLEN);
    if (length < ONE_DESCRIPTOR
        || header.get(INT, CONTROL + 8) != SOL_SOCKET
        || header.get(INT, CONTROL + 12) != SCM_RIGHTS) {
      return true;
    }
    long end = Math.min(header.get(LONG, CONTROL), length);
    descriptor = header.get(INT, CONTROL + CMSG_DATA);
    boolean more = false;
    for (long at = ONE_DESCRIPTOR; at + 4 <= end; at += 4) {
      HostFiles.close(header.get(INT, CONTROL + at));
      more = true;
    }
    return !more;
  }

  /** The descriptor that came with the last message, now the caller's; -1 when none did. */
  public int takeDescriptor() {
    int taken = descriptor;
    descriptor = -1;
    return taken;
  }

  /** Closes a descriptor that nobody took. */
  public void close() {
    if (descriptor >= 0) {
      HostFiles.close(descriptor);
      descriptor = -1;
    }
  }
}
