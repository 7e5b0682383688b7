package io.jvisor.vfs.buffer;

import io.jvisor.kernel.api.Errno;
import io.jvisor.kernel.api.ErrnoException;
import io.jvisor.kernel.api.HeapShare;

/**
 * How much of the kernel's heap buffers may take: an eighth. Past half of that new pipes are as
 * small as can be, like past Linux's {@code pipe-user-pages-soft}.
 */
public final class BufferBudget {
  private static final HeapShare SHARE = new HeapShare(8);

  private BufferBudget() {}

  /** Whether more than half is taken. */
  public static boolean isTight() {
    return SHARE.used() > SHARE.limit() / 2 || !SHARE.hasRoom(SHARE.limit() / 4);
  }

  /** Takes bytes (or gives them back, when negative), or throws {@code ENOMEM}. */
  static void take(long bytes) throws ErrnoException {
    if (bytes < 0) {
      SHARE.give(-bytes);
    } else if (!SHARE.tryTake(bytes)) {
      throw Errno.ENOMEM.exception();
    }
  }

  static void give(long bytes) {
    SHARE.give(bytes);
  }
}
