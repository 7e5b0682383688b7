package io.jvisor.vfs.tmpfs;

import io.jvisor.kernel.api.Errno;
import io.jvisor.kernel.api.ErrnoException;
import io.jvisor.kernel.api.HeapShare;

/**
 * How much of the kernel's heap files in memory may take, over all mounts: a quarter. Sizes are
 * estimates in bytes.
 */
final class HeapBudget {
  /** An inode with its directory entry and cached dentry, without the name's characters. */
  static final int INODE = 640;

  /** A further name of an inode. */
  static final int ENTRY = 320;

  private static final HeapShare SHARE = new HeapShare(4);

  private HeapBudget() {}

  /** Takes a share, or throws {@code ENOSPC}. */
  static void take(long bytes) throws ErrnoException {
    if (!SHARE.tryTake(bytes)) {
      throw Errno.ENOSPC.exception();
    }
  }

  /** Gives a share back. */
  static void give(long bytes) {
    SHARE.give(bytes);
  }

  /** How many inodes fit, at most. */
  static long inodes() {
    return SHARE.limit() / INODE;
  }
}
