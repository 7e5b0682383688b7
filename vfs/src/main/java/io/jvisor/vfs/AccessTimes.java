package io.jvisor.vfs;

import io.jvisor.kernel.api.Task;
import io.jvisor.kernel.api.abi.MountFlags;

/** When reading a file changes its access time: {@code MS_NOATIME} and its kind. */
public final class AccessTimes {
  private static final long DAY = 24L * 3600 * 1_000_000_000;

  private AccessTimes() {}

  /** Tells a file that it was read through a mount, unless the mount does not want that. */
  static void touch(Task task, Mount mount, Inode inode) {
    if (mount.isReadOnly()
        || mount.has(MountFlags.MS_NOATIME)
        || (mount.has(MountFlags.MS_NODIRATIME) && inode.isDirectory())) {
      return;
    }
    inode.accessed(task);
  }

  /**
   * Whether {@code relatime}, the default, wants a new access time: the old one is not younger than
   * the last change, or a day old.
   */
  public static boolean isDue(long accessTime, long modifyTime, long changeTime, long now) {
    return accessTime <= modifyTime || accessTime <= changeTime || now - accessTime >= DAY;
  }
}
