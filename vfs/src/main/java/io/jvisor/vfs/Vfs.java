package io.jvisor.vfs;

import io.jvisor.kernel.api.Credentials;
import io.jvisor.kernel.api.Errno;
import io.jvisor.kernel.api.ErrnoException;
import io.jvisor.kernel.api.Task;
import io.jvisor.kernel.api.abi.Access;
import io.jvisor.kernel.api.abi.MountFlags;
import io.jvisor.kernel.api.abi.Stat;
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
    return resolve(task, task.credentials(), context, start, path, flags);
  }

  /** Finds a place with other credentials than the task's: {@code access(2)}. */
  public static VfsPath resolve(
      Task task, Credentials credentials, FsContext context, VfsPath start, String path, int flags)
      throws ErrnoException {
    PathWalker walker = new PathWalker(task, credentials, context, start, path, flags);
    walker.walk();
    return (flags & Lookup.MOUNTED) == 0 ? walker.place() : top(walker.place());
  }

  /** What is mounted on top of a place. */
  private static VfsPath top(VfsPath place) {
    Mount above = place.mount().mountedOn(place.dentry());
    Mount top = above == null ? null : above.top();
    return top == null ? place : new VfsPath(top, top.root());
  }

  /**
   * A name in a directory, with what is mounted there; links are not followed.
   *
   * @throws ErrnoException {@code ENOENT}, and what the file system throws
   */
  public static VfsPath child(Task task, VfsPath directory, String name) throws ErrnoException {
    Mount mount = directory.mount();
    Dentry dentry = directory.dentry().child(task, name);
    for (Mount above = mount.mountedOn(dentry); above != null; above = mount.mountedOn(dentry)) {
      mount = above;
      dentry = above.root();
    }
    return new VfsPath(mount, dentry);
  }

  /**
   * {@code openat2(2)}.
   *
   * <p>Opening a FIFO waits for the other side and may end in a restart ({@link
   * io.jvisor.kernel.api.Restart#exception}).
   *
   * @param flags those of {@code open(2)}
   * @param mode for a new file; the umask is applied here
   * @param lookup restrictions, of {@link Lookup}
   */
  public static OpenFile open(
      Task task, FsContext context, VfsPath start, String path, int flags, int mode, int lookup)
      throws ErrnoException {
    return Opening.open(task, context, start, path, flags, mode, lookup);
  }

  /**
   * {@code open(2)} of a name in a directory, which is made in a special way when it is not there.
   */
  public static OpenFile open(
      Task task,
      FsContext context,
      VfsPath directory,
      String name,
      int flags,
      int mode,
      FileMaker maker)
      throws ErrnoException {
    return Opening.open(task, context, directory, name, flags, mode, maker);
  }

  /** Opens a place that was found already: {@code /proc/self/fd/N}. */
  public static OpenFile openPath(Task task, VfsPath path, int flags) throws ErrnoException {
    return Opening.openPath(task, path, flags);
  }

  /** Opens a program: {@code EACCES} where it may not be executed. */
  public static OpenFile openExecutable(Task task, VfsPath path) throws ErrnoException {
    return Opening.openExecutable(task, path);
  }

  /** {@code mkdirat(2)}. */
  public static void makeDirectory(
      Task task, FsContext context, VfsPath start, String path, int mode) throws ErrnoException {
    Naming.makeDirectory(task, context, start, path, mode);
  }

  /** {@code mknodat(2)}; returns where the new file is. */
  public static VfsPath makeNode(
      Task task, FsContext context, VfsPath start, String path, int mode, long device)
      throws ErrnoException {
    return Naming.makeNode(task, context, start, path, mode, device);
  }

  /** {@code symlinkat(2)}. */
  public static void makeSymbolicLink(
      Task task, FsContext context, String target, VfsPath start, String path)
      throws ErrnoException {
    Naming.makeSymbolicLink(task, context, target, start, path);
  }

  /** {@code linkat(2)} to a file that was found already. */
  public static void link(
      Task task, FsContext context, VfsPath existing, VfsPath start, String path)
      throws ErrnoException {
    Naming.link(task, context, existing, start, path);
  }

  /** {@code unlinkat(2)} without {@code AT_REMOVEDIR}. */
  public static void unlink(Task task, FsContext context, VfsPath start, String path)
      throws ErrnoException {
    Naming.unlink(task, context, start, path);
  }

  /** {@code rmdir(2)}. */
  public static void removeDirectory(Task task, FsContext context, VfsPath start, String path)
      throws ErrnoException {
    Naming.removeDirectory(task, context, start, path);
  }

  /** {@code renameat2(2)}; {@code RENAME_WHITEOUT} is {@code EINVAL}. */
  public static void rename(
      Task task,
      FsContext context,
      VfsPath oldStart,
      String oldPath,
      VfsPath newStart,
      String newPath,
      int flags)
      throws ErrnoException {
    Renaming.rename(task, context, oldStart, oldPath, newStart, newPath, flags);
  }

  /** {@code stat(2)} of a place. */
  public static void status(VfsPath path, FileStatus status) throws ErrnoException {
    path.inode().status(status);
  }

  /** {@code readlink(2)} of a place; {@code EINVAL} when it is no symbolic link. */
  public static String readLink(Task task, VfsPath path) throws ErrnoException {
    Inode inode = path.inode();
    if (!inode.isSymbolicLink()) {
      throw Errno.EINVAL.exception();
    }
    AccessTimes.touch(task, path.mount(), inode);
    return inode.readLink(task);
  }

  /**
   * Changes attributes with the permission checks of {@code chmod}, {@code chown}, {@code truncate}
   * and {@code utimensat}; a mount that is read-only is {@code EROFS}. Set-id bits that the change
   * takes away are added to it.
   */
  public static void setAttributes(Task task, VfsPath path, AttributeChange change)
      throws ErrnoException {
    Attributes.set(task, path, change);
  }

  /**
   * {@code access(2)}: {@code EACCES} when permissions are not granted, {@code EROFS} for writing
   * on a read-only mount.
   *
   * @param access {@code R_OK}, {@code W_OK} and {@code X_OK} bits
   */
  public static void checkAccess(Task task, Credentials credentials, VfsPath path, int access)
      throws ErrnoException {
    Inode inode = path.inode();
    if ((access & Access.X_OK) != 0
        && inode.isRegular()
        && path.mount().has(MountFlags.MS_NOEXEC)) {
      throw Errno.EACCES.exception();
    }
    Permissions.check(task, credentials, inode, access);
    if ((access & Access.W_OK) != 0 && path.mount().isReadOnly()) {
      switch (inode.mode() & Stat.S_IFMT) {
        case Stat.S_IFREG, Stat.S_IFDIR, Stat.S_IFLNK -> throw Errno.EROFS.exception();
        default -> {}
      }
    }
  }

  /**
   * The path from the context's root, as {@code getcwd(2)} gives it.
   *
   * @throws ErrnoException {@code ENOENT} when the directory was removed
   */
  public static String pathFromRoot(FsContext context, VfsPath path) throws ErrnoException {
    if (path.dentry().isRemoved()) {
      throw Errno.ENOENT.exception();
    }
    String text = PathText.below(context.root(), path);
    return text != null ? text : "(unreachable)" + path.dentry().displayPath(path.mount());
  }

  /**
   * The path from the context's root for display, as {@code readlink} of {@code /proc/self/fd/N}
   * gives it: a removed file's ends in {@code " (deleted)"}.
   */
  public static String displayPath(FsContext context, VfsPath path) {
    String text = PathText.below(context.root(), path);
    if (text == null) {
      return path.dentry().displayPath(path.mount());
    }
    return path.dentry().isRemoved() ? text + " (deleted)" : text;
  }

  /** The path of a dentry within its own file system, for {@code /proc/self/mountinfo}. */
  public static String pathInFileSystem(Dentry dentry) {
    return PathText.inFileSystem(dentry);
  }
}
