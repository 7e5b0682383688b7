package io.jvisor.ninep;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.charset.StandardCharsets;

/**
 * What a gofer is to serve: one message on its descriptor {@link #DESCRIPTOR}, with the socket to
 * serve it on beside it ({@code SCM_RIGHTS}). The bytes are {@code flags[1] path[]}. This is
 * between jvisor's launcher and its gofer, before either speaks 9P.
 *
 * @param path of a directory or of one file, one char a byte
 * @param readOnly whether every change is refused
 * @param confine whether the gofer limits the calls that it can make; once for all trees
 * @param isLast whether nothing follows
 */
public record GoferOrder(String path, boolean readOnly, boolean confine, boolean isLast) {
  /** Where the gofer finds its orders. */
  public static final int DESCRIPTOR = 3;

  /** The most bytes of a message; {@code PATH_MAX} is 4,096. */
  public static final int LONGEST = 4_097;

  private static final int READ_ONLY = 1;
  private static final int LAST = 2;
  private static final int CONFINE = 4;

  /**
   * Writes it.
   *
   * @return its length
   * @throws IllegalArgumentException when the path is longer than any that can be opened
   */
  public long write(MemorySegment message) {
    byte[] bytes = path.getBytes(StandardCharsets.ISO_8859_1);
    if (bytes.length >= LONGEST) {
      throw new IllegalArgumentException("too long: " + path);
    }
    int flags = (readOnly ? READ_ONLY : 0) | (isLast ? LAST : 0) | (confine ? CONFINE : 0);
    message.set(ValueLayout.JAVA_BYTE, 0, (byte) flags);
    MemorySegment.copy(bytes, 0, message, ValueLayout.JAVA_BYTE, 1, bytes.length);
    return 1L + bytes.length;
  }

  /**
   * Reads what {@link #write} wrote.
   *
   * @param length at least 1
   */
  public static GoferOrder read(MemorySegment message, long length) {
    int flags = message.get(ValueLayout.JAVA_BYTE, 0);
    byte[] bytes = message.asSlice(1, length - 1).toArray(ValueLayout.JAVA_BYTE);
    return new GoferOrder(
        new String(bytes, StandardCharsets.ISO_8859_1),
        (flags & READ_ONLY) != 0,
        (flags & CONFINE) != 0,
        (flags & LAST) != 0);
  }
}
