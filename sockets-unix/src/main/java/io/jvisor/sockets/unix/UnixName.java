package io.jvisor.sockets.unix;

import io.jvisor.kernel.api.Errno;
import io.jvisor.kernel.api.ErrnoException;
import io.jvisor.kernel.api.abi.AddressFamily;
import io.jvisor.kernel.api.socket.SocketAddress;
import io.jvisor.vfs.VfsPath;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.charset.StandardCharsets;

/**
 * The name that a socket is bound to, as {@code getsockname(2)} tells it: {@code struct
 * sockaddr_un}.
 */
final class UnixName {
  /** The longest {@code sun_path}. */
  private static final int PATH_BYTES = 108;

  private static final int FAMILY_BYTES = SocketAddress.FAMILY_BYTES;

  /** {@code sun_path}, one char a byte: an abstract name with its leading NUL, or a path. */
  private final String text;

  /** Where a path is; null for an abstract name. */
  private final VfsPath place;

  private UnixName(String text, VfsPath place) {
    this.text = text;
    this.place = place;
  }

  /** An abstract name, its leading NUL included. */
  static UnixName ofAbstract(String text) {
    return new UnixName(text, null);
  }

  /** A path as the binder gave it, and where it is. */
  static UnixName ofPath(String path, VfsPath place) {
    return new UnixName(path, place);
  }

  String text() {
    return text;
  }

  VfsPath place() {
    return place;
  }

  /** Fills an address in; a path ends with a NUL. */
  void fill(SocketAddress address) {
    address.setFamily(AddressFamily.AF_UNIX);
    byte[] bytes = text.getBytes(StandardCharsets.ISO_8859_1);
    MemorySegment target = address.bytes();
    MemorySegment.copy(bytes, 0, target, ValueLayout.JAVA_BYTE, FAMILY_BYTES, bytes.length);
    int length = FAMILY_BYTES + bytes.length;
    if (place != null) {
      target.set(ValueLayout.JAVA_BYTE, length++, (byte) 0);
    }
    address.setLength(length);
  }

  /**
   * Checks an address.
   *
   * @throws ErrnoException {@code EINVAL} for another family, a wrong length, or no name at all
   */
  static void check(SocketAddress address) throws ErrnoException {
    if (address.length() <= FAMILY_BYTES
        || address.length() > FAMILY_BYTES + PATH_BYTES
        || address.family() != AddressFamily.AF_UNIX) {
      throw Errno.EINVAL.exception();
    }
  }

  /** Whether a checked address is an abstract name. */
  static boolean isAbstract(SocketAddress address) {
    return address.bytes().get(ValueLayout.JAVA_BYTE, FAMILY_BYTES) == 0;
  }

  /** The name in a checked address: all of an abstract one, a path up to its NUL. */
  static String text(SocketAddress address) {
    byte[] bytes = new byte[address.length() - FAMILY_BYTES];
    MemorySegment.copy(
        address.bytes(), ValueLayout.JAVA_BYTE, FAMILY_BYTES, bytes, 0, bytes.length);
    String whole = new String(bytes, StandardCharsets.ISO_8859_1);
    int end = isAbstract(address) ? -1 : whole.indexOf('\0');
    return end < 0 ? whole : whole.substring(0, end);
  }
}
