package io.jvisor.kernel.api.file;

import io.jvisor.kernel.api.Errno;
import io.jvisor.kernel.api.ErrnoException;
import io.jvisor.kernel.api.HeapShare;

/**
 * How many open files, and how large tables of descriptors, there may be in the whole sandbox:
 * {@code fs.file-max}, sized by the heap.
 */
public final class OpenFiles {
  /** A description with its locks, wait queue, and what it refers to. */
  private static final int DESCRIPTION = 512;

  /** A slot of a table: a reference, and a bit in each of two sets. */
  private static final int SLOT = 5;

  private static final HeapShare SHARE = new HeapShare(6);

  private OpenFiles() {}

  /** The most open files that there can be. */
  public static long maximum() {
    return SHARE.limit() / DESCRIPTION;
  }

  /** About how many there are; large tables of descriptors count too. */
  public static long count() {
    return SHARE.used() / DESCRIPTION;
  }

  static void addDescription() throws ErrnoException {
    if (!SHARE.tryTake(DESCRIPTION)) {
      throw Errno.ENFILE.exception();
    }
  }

  static void removeDescription() {
    SHARE.give(DESCRIPTION);
  }

  /** Takes room for slots; false where there is none. */
  static boolean addSlots(int count) {
    return SHARE.tryTake((long) count * SLOT);
  }

  static void removeSlots(int count) {
    SHARE.give((long) count * SLOT);
  }
}
