package io.jvisor.gofer;

import io.jvisor.kernel.api.Errno;
import io.jvisor.kernel.api.ErrnoException;
import io.jvisor.kernel.api.abi.AtFlags;
import io.jvisor.kernel.api.abi.OpenFlags;
import io.jvisor.kernel.api.abi.Stat;
import io.jvisor.platform.spi.host.HostFiles;
import io.jvisor.platform.spi.host.HostPath;
import io.jvisor.platform.spi.host.HostStatus;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A file of the host, held by an {@code O_PATH} descriptor: what a fid stands for. Immutable but
 * for its count of users.
 *
 * <p>Such a descriptor cannot be read, and a chrooted process has no {@code /proc} to open it again
 * by; so a file that is not a directory also knows where it was found, and what is opened there is
 * compared with it.
 */
final class Node {
  private static final int SAFE =
      OpenFlags.O_NOFOLLOW | OpenFlags.O_NONBLOCK | OpenFlags.O_NOCTTY | OpenFlags.O_CLOEXEC;

  final int descriptor;
  final int mode;
  private final long device;
  private final long inode;

  /** Whether a directory is shown empty, because what is in it is about the host itself. */
  private final boolean opaque;

  /** The directory in which it was found; null for directories. Holds a reference. */
  private final Node parent;

  private final String name;
  private final AtomicInteger users = new AtomicInteger(1);

  private Node(int descriptor, HostStatus status, boolean opaque, Node parent, String name) {
    this.descriptor = descriptor;
    this.mode = status.mode();
    this.device = status.device();
    this.inode = status.inode();
    this.opaque = opaque;
    this.parent = parent;
    this.name = name;
    if (parent != null) {
      parent.retain();
    }
  }

  /** Finds a file by its name in a directory, without following a link. One user, the caller. */
  static Node find(Node directory, String name, Scratch scratch) throws ErrnoException {
    scratch.setName(name);
    if (directory.opaque) {
      throw Errno.ENOENT.exception();
    }
    return find(directory.descriptor, directory, name, scratch);
  }

  /**
   * Finds the root of a tree.
   *
   * @param start a directory's descriptor, or {@code AT_FDCWD}
   */
  static Node findRoot(int start, String path, Scratch scratch) throws ErrnoException {
    scratch.setPath(path);
    return find(start, null, path, scratch);
  }

  private static Node find(int start, Node directory, String name, Scratch scratch)
      throws ErrnoException {
    int flags = OpenFlags.O_PATH | OpenFlags.O_NOFOLLOW | OpenFlags.O_CLOEXEC;
    int found = (int) Errno.check(HostFiles.openAt(start, scratch.name, flags, 0));
    long result =
        HostFiles.statusAt(found, HostPath.EMPTY, AtFlags.AT_EMPTY_PATH, scratch.hostStatus);
    if (result < 0) {
      HostFiles.close(found);
      throw Errno.ofResult(result).exception();
    }
    boolean isDirectory = (scratch.hostStatus.mode() & Stat.S_IFMT) == Stat.S_IFDIR;
    boolean opaque =
        isDirectory
            && directory != null
            && scratch.hostStatus.device() != directory.device
            && PseudoFileSystems.contains(found, scratch);
    return new Node(found, scratch.hostStatus, opaque, isDirectory ? null : directory, name);
  }

  boolean isDirectory() {
    return (mode & Stat.S_IFMT) == Stat.S_IFDIR;
  }

  boolean isRegular() {
    return (mode & Stat.S_IFMT) == Stat.S_IFREG;
  }

  /**
   * The descriptor to name things below.
   *
   * @throws ErrnoException {@code ENOTDIR}, or {@code EACCES} where nothing is shown
   */
  int names() throws ErrnoException {
    if (!isDirectory()) {
      throw Errno.ENOTDIR.exception();
    }
    if (opaque) {
      throw Errno.EACCES.exception();
    }
    return descriptor;
  }

  /** Whether the directory is to look empty. */
  boolean isOpaque() {
    return opaque;
  }

  long inode() {
    return inode;
  }

  /** The directory that it was found in, with the name there; null for directories. */
  Node parent() {
    return parent;
  }

  void retain() {
    users.incrementAndGet();
  }

  void release() {
    if (users.decrementAndGet() == 0) {
      HostFiles.close(descriptor);
      if (parent != null) {
        parent.release();
      }
    }
  }

  /** Fills in what the host tells. */
  void status(Scratch scratch) throws ErrnoException {
    Errno.check(
        HostFiles.statusAt(descriptor, HostPath.EMPTY, AtFlags.AT_EMPTY_PATH, scratch.hostStatus));
    scratch.hostStatus.copyTo(scratch.status);
  }

  /**
   * Opens the file for input and output. Only regular files and directories are: a device of the
   * host is none of the guest's, and a FIFO or socket there would join it with a process outside.
   *
   * @param flags access mode, and {@code O_TRUNC} or {@code O_APPEND} and the like
   * @return the descriptor, the caller's
   * @throws ErrnoException {@code EACCES} for special files, {@code ELOOP} for links, {@code
   *     ESTALE} when the name stands for another file by now
   */
  int open(int flags, Scratch scratch) throws ErrnoException {
    if (isDirectory()) {
      scratch.setPath(".");
      return (int)
          Errno.check(
              HostFiles.openAt(descriptor, scratch.name, flags | SAFE | OpenFlags.O_DIRECTORY, 0));
    }
    if (!isRegular()) {
      throw ((mode & Stat.S_IFMT) == Stat.S_IFLNK ? Errno.ELOOP : Errno.EACCES).exception();
    }
    scratch.setPath(name);
    int start = parent != null ? parent.descriptor : AtFlags.AT_FDCWD;
    // The file is compared before it is cut: O_TRUNC must not hit another one.
    int opened =
        (int)
            Errno.check(
                HostFiles.openAt(start, scratch.name, (flags & ~OpenFlags.O_TRUNC) | SAFE, 0));
    long result =
        HostFiles.statusAt(opened, HostPath.EMPTY, AtFlags.AT_EMPTY_PATH, scratch.hostStatus);
    if (result >= 0
        && (scratch.hostStatus.inode() != inode || scratch.hostStatus.device() != device)) {
      result = Errno.ESTALE.result();
    }
    if (result >= 0 && (flags & OpenFlags.O_TRUNC) != 0) {
      result = HostFiles.truncate(opened, 0);
    }
    if (result < 0) {
      HostFiles.close(opened);
      throw Errno.ofResult(result).exception();
    }
    return opened;
  }
}
