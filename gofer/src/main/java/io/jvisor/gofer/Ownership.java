package io.jvisor.gofer;

import io.jvisor.kernel.api.abi.AtFlags;
import io.jvisor.kernel.api.abi.Stat;
import io.jvisor.platform.spi.host.HostFiles;
import io.jvisor.platform.spi.host.HostPath;

/** Gives new files to the guest's user. */
final class Ownership {
  private Ownership() {}

  /**
   * Sets owner, and the mode after it: changing the owner drops set-user-id bits, and a directory
   * with a default ACL may have changed the rest.
   *
   * @param descriptor open for I/O
   * @param uid or -1 for that of the gofer
   * @param gid or -1
   * @return 0 or a negative errno
   */
  static long give(int descriptor, int mode, int uid, int gid) {
    if (uid == -1 && gid == -1) {
      return 0;
    }
    long result =
        HostFiles.changeOwnerAt(descriptor, HostPath.EMPTY, uid, gid, AtFlags.AT_EMPTY_PATH);
    if (result == 0 && (mode & (Stat.S_ISUID | Stat.S_ISGID)) != 0) {
      result = HostFiles.changeMode(descriptor, mode & Stat.PERMISSIONS);
    }
    return result;
  }

  /** The same for a name in a directory that this server has just made. */
  static long giveAt(int directory, HostPath name, int mode, int uid, int gid) {
    if (uid == -1 && gid == -1) {
      return 0;
    }
    long result = HostFiles.changeOwnerAt(directory, name, uid, gid, AtFlags.AT_SYMLINK_NOFOLLOW);
    boolean isLink = (mode & Stat.S_IFMT) == Stat.S_IFLNK;
    if (result == 0 && !isLink && (mode & (Stat.S_ISUID | Stat.S_ISGID)) != 0) {
      result =
          HostFiles.changeModeAt(
              directory, name, mode & Stat.PERMISSIONS, AtFlags.AT_SYMLINK_NOFOLLOW);
    }
    return result;
  }
}
