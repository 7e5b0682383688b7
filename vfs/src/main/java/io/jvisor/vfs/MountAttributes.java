package io.jvisor.vfs;

import io.jvisor.kernel.api.Errno;
import io.jvisor.kernel.api.ErrnoException;
import io.jvisor.kernel.api.abi.MountFlags;
import java.util.ArrayList;
import java.util.List;

/**
 * A change of flags and type: {@code mount_setattr(2)}.
 *
 * @param set flags of {@link MountFlags#PER_MOUNT} that are added
 * @param cleared those that are taken away before
 * @param type the new type, or null
 */
public record MountAttributes(long set, long cleared, PropagationType type) {

  /** Changes several mounts or none. The mount lock is held. */
  void apply(List<Mount> mounts, MountTable table) throws ErrnoException {
    List<Runnable> back = new ArrayList<>();
    boolean done = false;
    try {
      for (Mount mount : mounts) {
        long former = mount.flags();
        long flags = strict((former & ~cleared) | set);
        checkLocked(mount, flags);
        mount.setFlags(flags);
        back.add(() -> mount.restoreFlags(former));
      }
      done = true;
    } finally {
      if (!done) {
        back.forEach(Runnable::run);
      }
    }
    if (type != null) {
      mounts.forEach(mount -> type.apply(mount, table));
    }
  }

  /** Replaces the flags of a mount; what is not said about access times stays as it is. */
  static void remount(Mount mount, long flags) throws ErrnoException {
    checkRemount(mount, flags);
    mount.setFlags(remountFlags(mount, flags));
  }

  /** {@code EPERM} when {@link #remount} would change what is locked. */
  static void checkRemount(Mount mount, long flags) throws ErrnoException {
    checkLocked(mount, remountFlags(mount, flags));
  }

  /** Says so where neither of the two other ways to treat access times is chosen. */
  private static long strict(long flags) {
    return (flags & (MountFlags.MS_NOATIME | MountFlags.MS_RELATIME)) == 0
        ? flags | MountFlags.MS_STRICTATIME
        : flags;
  }

  private static long remountFlags(Mount mount, long flags) {
    if ((flags & MountFlags.ACCESS_TIMES) != 0) {
      return flags;
    }
    long former = mount.flags() & MountFlags.ACCESS_TIMES;
    return flags | (former == 0 ? MountFlags.MS_STRICTATIME : former);
  }

  private static void checkLocked(Mount mount, long flags) throws ErrnoException {
    long locked = mount.lockedFlags;
    long kept = Mount.kept(flags);
    boolean timesChange = ((kept ^ mount.flags()) & MountFlags.ACCESS_TIMES) != 0;
    long single = locked & ~MountFlags.ACCESS_TIMES;
    if ((single & ~kept) != 0 || ((locked & MountFlags.ACCESS_TIMES) != 0 && timesChange)) {
      throw Errno.EPERM.exception();
    }
  }

  /** Locks all flags of a tree, and what covers something in it. The mount lock is held. */
  static void lock(Mount top) {
    long single =
        MountFlags.MS_RDONLY | MountFlags.MS_NODEV | MountFlags.MS_NOSUID | MountFlags.MS_NOEXEC;
    for (Mount mount : top.subtree()) {
      mount.lockedFlags |= (mount.flags() & single) | MountFlags.ACCESS_TIMES;
      mount.isLocked |= mount != top;
    }
  }
}
