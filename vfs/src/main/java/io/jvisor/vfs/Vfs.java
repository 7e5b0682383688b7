package io.jvisor.vfs;

import io.jvisor.kernel.api.Credentials;
import io.jvisor.kernel.api.ErrnoException;
import io.jvisor.kernel.api.Task;
import io.jvisor.kernel.api.file.FileStatus;

/**
 * What system calls do with paths: walk, check permissions, and ask the file system.
 *
 * <p>A path starts at {@code start}, or at the context's root when it begins with a slash. All
 * methods throw the errors of the man page of the call that they are named after.
 */
public final class Vfs {
  private Vfs() {}

  /** Finds a place. {@code flags} are those of {@link Lookup}. */
  public static VfsPath resolve(Task task, FsContext context, VfsPath start, String path, int flags)
      throws ErrnoException {
    throw new UnsupportedOperationException();
  }

  /**
   * {@code openat2(2)}.
   *
   * @param flags those of {@code open(2)}
   * @param mode for a new file; the umask is applied here
   * @param lookup restrictions, of {@link Lookup}
   */
  public static OpenFile open(
      Task task, FsContext context, VfsPath start, String path, int flags, int mode, int lookup)
      throws ErrnoException {
    throw new UnsupportedOperationException();
  }

  /** Opens a place that was found already: {@code execve}, {@code /proc/self/fd/N}. */
  public static OpenFile openPath(Task task, VfsPath path, int flags) throws ErrnoException {
    throw new UnsupportedOperationException();
  }

  /** {@code mkdirat(2)}. */
  public static void makeDirectory(
      Task task, FsContext context, VfsPath start, String path, int mode) throws ErrnoException {
    throw new UnsupportedOperationException();
  }

  /** {@code mknodat(2)}. */
  public static void makeNode(
      Task task, FsContext context, VfsPath start, String path, int mode, long device)
      throws ErrnoException {
    throw new UnsupportedOperationException();
  }

  /** {@code symlinkat(2)}. */
  public static void makeSymbolicLink(
      Task task, FsContext context, String target, VfsPath start, String path)
      throws ErrnoException {
    throw new UnsupportedOperationException();
  }

  /** {@code linkat(2)} to a file that was found already. */
  public static void link(
      Task task, FsContext context, VfsPath existing, VfsPath start, String path)
      throws ErrnoException {
    throw new UnsupportedOperationException();
  }

  /** {@code unlinkat(2)} without {@code AT_REMOVEDIR}. */
  public static void unlink(Task task, FsContext context, VfsPath start, String path)
      throws ErrnoException {
    throw new UnsupportedOperationException();
  }

  /** {@code rmdir(2)}. */
  public static void removeDirectory(Task task, FsContext context, VfsPath start, String path)
      throws ErrnoException {
    throw new UnsupportedOperationException();
  }

  /** {@code renameat2(2)}. */
  public static void rename(
      Task task,
      FsContext context,
      VfsPath oldStart,
      String oldPath,
      VfsPath newStart,
      String newPath,
      int flags)
      throws ErrnoException {
    throw new UnsupportedOperationException();
  }

  /** {@code stat(2)} of a place. */
  public static void status(VfsPath path, FileStatus status) throws ErrnoException {
    path.inode().status(status);
  }

  /**
   * Changes attributes with the permission checks of {@code chmod}, {@code chown}, {@code truncate}
   * and {@code utimensat}; a mount that is read-only is {@code EROFS}.
   */
  public static void setAttributes(Task task, VfsPath path, AttributeChange change)
      throws ErrnoException {
    throw new UnsupportedOperationException();
  }

  /**
   * Checks permissions: {@code EACCES} when they are not granted.
   *
   * @param access {@code R_OK}, {@code W_OK} and {@code X_OK} bits
   */
  public static void checkAccess(Task task, Credentials credentials, VfsPath path, int access)
      throws ErrnoException {
    throw new UnsupportedOperationException();
  }

  /** The path from the context's root, as {@code getcwd(2)} gives it. */
  public static String pathFromRoot(FsContext context, VfsPath path) throws ErrnoException {
    throw new UnsupportedOperationException();
  }
}
