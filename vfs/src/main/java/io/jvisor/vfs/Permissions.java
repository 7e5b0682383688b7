package io.jvisor.vfs;

import io.jvisor.kernel.api.Capability;
import io.jvisor.kernel.api.Credentials;
import io.jvisor.kernel.api.Errno;
import io.jvisor.kernel.api.ErrnoException;
import io.jvisor.kernel.api.Task;
import io.jvisor.kernel.api.abi.Access;
import io.jvisor.kernel.api.abi.Stat;

/**
 * Who may do what with a file: mode bits, {@code capabilities(7)}, the sticky bit, and the rules of
 * {@code proc_sys_fs(5)} against links laid by others ({@code protected_symlinks} and {@code
 * protected_hardlinks} are 1, {@code protected_regular} and {@code protected_fifos} 0).
 */
public final class Permissions {
  private Permissions() {}

  /**
   * Checks mode bits and what the file itself has to say.
   *
   * @param access {@code R_OK}, {@code W_OK} and {@code X_OK} bits
   * @throws ErrnoException {@code EACCES}
   */
  public static void check(Task task, Credentials credentials, Inode inode, int access)
      throws ErrnoException {
    if (!isGranted(credentials, inode, access)) {
      throw Errno.EACCES.exception();
    }
    inode.checkAccess(task, credentials, access);
  }

  /** Whether mode bits or capabilities grant the access. */
  static boolean isGranted(Credentials credentials, Inode inode, int access) {
    int mode = inode.mode();
    int bits;
    if (credentials.fsuid() == inode.uid()) {
      bits = mode >> 6;
    } else if (credentials.isInGroup(inode.gid())) {
      bits = mode >> 3;
    } else {
      bits = mode;
    }
    if ((access & ~bits & 7) == 0) {
      return true;
    }
    boolean directory = (mode & Stat.S_IFMT) == Stat.S_IFDIR;
    boolean executable = directory || (mode & 0111) != 0;
    if (has(credentials, Capability.DAC_OVERRIDE, inode)
        && ((access & Access.X_OK) == 0 || executable)) {
      return true;
    }
    return has(credentials, Capability.DAC_READ_SEARCH, inode)
        && (directory ? (access & Access.W_OK) == 0 : access == Access.R_OK);
  }

  /** Whether a capability is good for a file. */
  static boolean has(Credentials credentials, Capability capability, Inode inode) {
    return credentials.hasOver(capability, inode.uid(), inode.gid());
  }

  /** Whether the credentials are the file's owner's, or may act as if. */
  static boolean isOwner(Credentials credentials, Inode inode) {
    return credentials.fsuid() == inode.uid() || has(credentials, Capability.FOWNER, inode);
  }

  /** Refuses to remove or rename another's file in a sticky directory: {@code EPERM}. */
  static void checkSticky(Credentials credentials, Inode directory, Inode file)
      throws ErrnoException {
    if ((directory.mode() & Stat.S_ISVTX) != 0
        && credentials.fsuid() != file.uid()
        && credentials.fsuid() != directory.uid()
        && !has(credentials, Capability.FOWNER, file)) {
      throw Errno.EPERM.exception();
    }
  }

  /** {@code protected_symlinks}: no link of another's in a sticky directory that all may write. */
  static void checkFollow(Credentials credentials, Inode directory, Inode link)
      throws ErrnoException {
    if (credentials.fsuid() == link.uid()) {
      return;
    }
    int open = Stat.S_ISVTX | 02;
    if ((directory.mode() & open) == open && directory.uid() != link.uid()) {
      throw Errno.EACCES.exception();
    }
  }

  /** {@code protected_hardlinks}: only own files, or plain ones that can be read and written. */
  static void checkHardLink(Credentials credentials, Inode file) throws ErrnoException {
    if (isOwner(credentials, file)) {
      return;
    }
    int mode = file.mode();
    int setGroup = Stat.S_ISGID | 010;
    boolean plain = file.isRegular() && (mode & Stat.S_ISUID) == 0 && (mode & setGroup) != setGroup;
    if (!plain || !isGranted(credentials, file, Access.R_OK | Access.W_OK)) {
      throw Errno.EPERM.exception();
    }
  }
}
