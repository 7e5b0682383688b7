package io.jvisor.vfs.tmpfs;

import io.jvisor.kernel.api.Errno;
import io.jvisor.kernel.api.ErrnoException;
import java.util.concurrent.atomic.AtomicLong;

/** How many pages the files of one file system may have: {@code size=}. */
final class PageQuota {
  private final AtomicLong used = new AtomicLong();
  private volatile long limit;

  PageQuota(long limit) {
    this.limit = limit;
  }

  long limit() {
    return limit;
  }

  /** Changes the limit: {@code EINVAL} when more is in use. */
  void setLimit(long pages) throws ErrnoException {
    if (used.get() > pages) {
      throw Errno.EINVAL.exception();
    }
    limit = pages;
  }

  long used() {
    return used.get();
  }

  /** Takes pages, or throws {@code ENOSPC}. */
  void take(long pages) throws ErrnoException {
    if (used.addAndGet(pages) > limit) {
      used.addAndGet(-pages);
      throw Errno.ENOSPC.exception();
    }
  }

  void give(long pages) {
    used.addAndGet(-pages);
  }
}
