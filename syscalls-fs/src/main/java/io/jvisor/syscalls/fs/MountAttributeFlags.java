package io.jvisor.syscalls.fs;

import io.jvisor.kernel.api.Errno;
import io.jvisor.kernel.api.ErrnoException;
import io.jvisor.kernel.api.abi.MountFlags;

/** {@code MOUNT_ATTR_*} ({@code include/uapi/linux/mount.h}), and what they are as {@code MS_*}. */
final class MountAttributeFlags {
  static final long RDONLY = 0x1;
  static final long NOSUID = 0x2;
  static final long NODEV = 0x4;
  static final long NOEXEC = 0x8;

  /** The bits that tell how access times are treated; one value of three. */
  static final long ATIME = 0x70;

  static final long RELATIME = 0;
  static final long NOATIME = 0x10;
  static final long STRICTATIME = 0x20;
  static final long NODIRATIME = 0x80;
  static final long IDMAP = 0x100000;
  static final long NOSYMFOLLOW = 0x200000;

  /** What {@code fsmount(2)} takes. */
  static final long ALL = RDONLY | NOSUID | NODEV | NOEXEC | ATIME | NODIRATIME | NOSYMFOLLOW;

  private MountAttributeFlags() {}

  /** The single flags, without what is said about access times of files. */
  static long singles(long attributes) {
    long flags = attributes & (RDONLY | NOSUID | NODEV | NOEXEC); // the same numbers
    if ((attributes & NODIRATIME) != 0) {
      flags |= MountFlags.MS_NODIRATIME;
    }
    if ((attributes & NOSYMFOLLOW) != 0) {
      flags |= MountFlags.MS_NOSYMFOLLOW;
    }
    return flags;
  }

  /**
   * What is said about access times of files.
   *
   * @throws ErrnoException {@code EINVAL}
   */
  static long accessTimes(long attributes) throws ErrnoException {
    long value = attributes & ATIME;
    if (value == RELATIME) {
      return MountFlags.MS_RELATIME;
    } else if (value == NOATIME) {
      return MountFlags.MS_NOATIME;
    } else if (value == STRICTATIME) {
      return MountFlags.MS_STRICTATIME;
    }
    throw Errno.EINVAL.exception();
  }
}
