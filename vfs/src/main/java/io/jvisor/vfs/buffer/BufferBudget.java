package io.jvisor.vfs.buffer;

import io.jvisor.kernel.api.Errno;
import io.jvisor.kernel.api.ErrnoException;
import java.util.concurrent.atomic.AtomicLong;

/**
 * How much of the kernel's heap buffers may take: an eighth. Past half of that new pipes are as
 * small as can be, like past Linux's {@code pipe-user-pages-soft}.
 */
public final class BufferBudget {
  private static final long LIMIT = Runtime.getRuntime().maxMemory() / 8;
  private static final AtomicLong USED = new AtomicLong();

  private BufferBudget() {}

  /** Whether more than half is taken. */
  public static boolean isTight() {
    return USED.get() > LIMIT / 2;
  }

  /** Takes bytes (or gives them back, when negative), or throws {@code ENOMEM}. */
  static void take(long bytes) throws ErrnoException {
    if (USED.addAndGet(bytes) > LIMIT && bytes > 0) {
      USED.addAndGet(-bytes);
      throw Errno.ENOMEM.exception();
    }
  }

  static void give(long bytes) {
    USED.addAndGet(-bytes);
  }
}
