package io.jvisor.vfs;

import io.jvisor.kernel.api.Capability;
import io.jvisor.kernel.api.Credentials;
import io.jvisor.kernel.api.Errno;
import io.jvisor.kernel.api.ErrnoException;
import io.jvisor.kernel.api.Task;
import io.jvisor.kernel.api.abi.Access;
import io.jvisor.kernel.api.abi.Stat;
import java.util.List;

/** Extended attributes with the permission rules of {@code xattr(7)}. */
public final class ExtendedAttributes {
  private static final String USER = "user.";
  private static final String TRUSTED = "trusted.";
  private static final String SECURITY = "security.";
  private static final String CAPABILITY = "security.capability";

  private ExtendedAttributes() {}

  /** {@code getxattr(2)}. */
  public static byte[] get(Task task, VfsPath path, String name) throws ErrnoException {
    check(task, path.inode(), name, Access.R_OK);
    return path.inode().extendedAttribute(task, name);
  }

  /**
   * {@code setxattr(2)}; {@code flags} are {@code XATTR_CREATE} (1) and {@code XATTR_REPLACE} (2).
   */
  public static void set(Task task, VfsPath path, String name, byte[] value, int flags)
      throws ErrnoException {
    checkChange(task, path, name);
    path.inode().setExtendedAttribute(task, name, value, flags);
    FileEvents.extendedAttributes(path.dentry());
  }

  /** {@code removexattr(2)}. */
  public static void remove(Task task, VfsPath path, String name) throws ErrnoException {
    checkChange(task, path, name);
    path.inode().removeExtendedAttribute(task, name);
    FileEvents.extendedAttributes(path.dentry());
  }

  /** {@code listxattr(2)}: names that the caller may see. */
  public static List<String> list(Task task, VfsPath path) throws ErrnoException {
    List<String> names = path.inode().extendedAttributes(task);
    if (task.credentials().has(Capability.SYS_ADMIN)) {
      return names;
    }
    return names.stream().filter(name -> !name.startsWith(TRUSTED)).toList();
  }

  private static void checkChange(Task task, VfsPath path, String name) throws ErrnoException {
    if (path.mount().isReadOnly()) {
      throw Errno.EROFS.exception();
    }
    check(task, path.inode(), name, Access.W_OK);
  }

  private static void check(Task task, Inode inode, String name, int access) throws ErrnoException {
    Credentials credentials = task.credentials();
    boolean write = access == Access.W_OK;
    if (name.startsWith(SECURITY)) {
      Capability needed = name.equals(CAPABILITY) ? Capability.SETFCAP : Capability.SYS_ADMIN;
      if (write && !credentials.has(needed)) {
        throw Errno.EPERM.exception();
      }
      return;
    }
    if (name.startsWith(TRUSTED)) {
      if (!credentials.has(Capability.SYS_ADMIN)) {
        throw (write ? Errno.EPERM : Errno.ENODATA).exception();
      }
      return;
    }
    if (name.startsWith(USER)) {
      if (!inode.isRegular() && !inode.isDirectory()) {
        throw (write ? Errno.EPERM : Errno.ENODATA).exception();
      }
      boolean sticky = inode.isDirectory() && (inode.mode() & Stat.S_ISVTX) != 0;
      if (write && sticky && !Permissions.isOwner(credentials, inode)) {
        throw Errno.EPERM.exception();
      }
    }
    Permissions.check(task, credentials, inode, access);
  }
}
