package io.jvisor.platform.spi.host;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/**
 * A name in native memory, for the calls of {@link HostFiles}. One thread uses an instance, again
 * and again.
 */
public final class HostPath {
  /** The empty name, with which many calls mean the descriptor itself. Never written. */
  public static final HostPath EMPTY = new HostPath(Arena.global());

  private final MemorySegment bytes;

  /** An empty name that lives as long as the arena. */
  public HostPath(Arena arena) {
    this.bytes = arena.allocate(HostFiles.PATH_MAX);
  }

  /**
   * Puts a name in.
   *
   * @param name one char a byte
   * @return false when it has a NUL or is longer than {@code PATH_MAX}: nothing on the host can
   *     have such a name
   */
  public boolean set(String name) {
    int length = name.length();
    if (length >= HostFiles.PATH_MAX) {
      return false;
    }
    for (int i = 0; i < length; i++) {
      char unit = name.charAt(i);
      if (unit == 0 || unit > 255) {
        return false;
      }
      bytes.set(ValueLayout.JAVA_BYTE, i, (byte) unit);
    }
    bytes.set(ValueLayout.JAVA_BYTE, length, (byte) 0);
    return true;
  }

  long address() {
    return bytes.address();
  }
}
