package io.jvisor.kernel.api.socket;

import io.jvisor.kernel.api.Errno;
import io.jvisor.kernel.api.ErrnoException;
import io.jvisor.kernel.api.UserMemory;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/**
 * A socket address as the bytes of a {@code struct sockaddr}: the family in two bytes, and what
 * follows. Reused: a carrier that calls and families fill.
 */
public final class SocketAddress {
  /** The longest address: {@code sizeof(struct sockaddr_storage)}. */
  public static final int MAX_BYTES = 128;

  /** Size of {@code sa_family_t}. */
  public static final int FAMILY_BYTES = 2;

  private final MemorySegment bytes = MemorySegment.ofArray(new byte[MAX_BYTES]);
  private int length;

  /** The bytes; those up to {@link #length} count. */
  public MemorySegment bytes() {
    return bytes;
  }

  /** How long it is; 0 where there is none. */
  public int length() {
    return length;
  }

  /** Says how many of the bytes count. */
  public void setLength(int newLength) {
    length = newLength;
  }

  /** The family; {@code AF_UNSPEC} for an address that is too short to have one. */
  public int family() {
    return length < FAMILY_BYTES
        ? 0
        : Short.toUnsignedInt(bytes.get(ValueLayout.JAVA_SHORT_UNALIGNED, 0));
  }

  /** Makes it an address of nothing but a family, as of a socket without a name. */
  public void setFamily(int family) {
    bytes.set(ValueLayout.JAVA_SHORT_UNALIGNED, 0, (short) family);
    length = FAMILY_BYTES;
  }

  /**
   * Copies an address in: {@code move_addr_to_kernel}.
   *
   * @throws ErrnoException {@code EINVAL} for a length that no address has, {@code EFAULT}
   */
  public void read(UserMemory memory, long address, int size) throws ErrnoException {
    length = 0;
    if (size < 0 || size > MAX_BYTES) {
      throw Errno.EINVAL.exception();
    }
    memory.read(address, bytes, 0, size);
    length = size;
  }

  /**
   * Copies the address out, cut to the room that there is, and tells its whole length: {@code
   * move_addr_to_user}.
   *
   * @param lengthAddress of an {@code int}: the room before, the length after
   * @throws ErrnoException {@code EINVAL} for a negative room, {@code EFAULT}
   */
  public void write(UserMemory memory, long address, long lengthAddress) throws ErrnoException {
    int room = memory.readInt(lengthAddress);
    if (room < 0) {
      throw Errno.EINVAL.exception();
    }
    memory.write(address, bytes, 0, Math.min(room, length));
    memory.writeInt(lengthAddress, length);
  }
}
