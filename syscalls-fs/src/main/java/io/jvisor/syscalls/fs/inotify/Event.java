package io.jvisor.syscalls.fs.inotify;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/**
 * {@code struct inotify_event}.
 *
 * @param watch the watch descriptor
 * @param mask {@code IN_*}
 * @param cookie what the two events of a {@code rename(2)} have in common
 * @param name the name in the watched directory, or null
 */
record Event(int watch, int mask, int cookie, String name) {
  private static final int HEADER = 16;

  /** Bytes of the name: with its NUL, filled up to a multiple of the header's size. */
  private int nameBytes() {
    return name == null ? 0 : (name.length() + HEADER) / HEADER * HEADER;
  }

  /** Bytes that it takes in a reader's buffer; at most 272. */
  int bytes() {
    return HEADER + nameBytes();
  }

  /** Whether another event right behind this one tells nothing new. */
  boolean repeats(Event other) {
    return watch == other.watch
        && mask == other.mask
        && (name == null ? other.name == null : name.equals(other.name));
  }

  /** Encodes the event into memory of at least {@link #bytes}. */
  void encode(MemorySegment target) {
    target.set(ValueLayout.JAVA_INT_UNALIGNED, 0, watch);
    target.set(ValueLayout.JAVA_INT_UNALIGNED, 4, mask);
    target.set(ValueLayout.JAVA_INT_UNALIGNED, 8, cookie);
    int length = nameBytes();
    target.set(ValueLayout.JAVA_INT_UNALIGNED, 12, length);
    target.asSlice(HEADER, length).fill((byte) 0);
    for (int i = 0; length > 0 && i < name.length(); i++) {
      target.set(ValueLayout.JAVA_BYTE, HEADER + i, (byte) name.charAt(i));
    }
  }
}
