package io.jvisor.vfs;

import io.jvisor.kernel.api.Credentials;
import io.jvisor.kernel.api.Errno;
import io.jvisor.kernel.api.ErrnoException;
import io.jvisor.kernel.api.Task;
import io.jvisor.kernel.api.UserMemory;
import io.jvisor.kernel.api.abi.Access;
import io.jvisor.kernel.api.abi.MountFlags;

/**
 * One walk along a path: {@code path_resolution(7)}. Iterative; links are spliced into the path
 * that is left.
 *
 * <p>No lock is held between steps. A walk never leaves the context's root upwards, even when
 * directories are moved under it: {@code ..} compares with the root at every step.
 */
final class PathWalker {
  static final int NAME_MAX = 255;

  private static final int MAXIMUM_LINKS = 40;

  /** What the last component is. */
  enum Last {
    NAME,
    DOT,
    DOT_DOT,
    /** The path has slashes only, or a magic link jumped to the place itself. */
    NONE
  }

  private final Task task;
  private final Credentials credentials;
  private final int flags;
  private final Mount rootMount;
  private final Dentry rootDentry;

  private Mount mount;
  private Dentry dentry;

  /** What is left to walk. */
  private String path;

  private Last last = Last.NONE;
  private String name;
  private boolean trailingSlash;
  private int links;

  /** Whether the component in {@link #last} is the last of the path that is left. */
  private boolean trailing;

  PathWalker(
      Task task, Credentials credentials, FsContext context, VfsPath start, String path, int flags)
      throws ErrnoException {
    this.task = task;
    this.credentials = credentials;
    this.flags = flags;
    VfsPath root = (flags & (Lookup.IN_ROOT | Lookup.BENEATH)) != 0 ? start : context.root();
    this.rootMount = root.mount();
    this.rootDentry = root.dentry();
    this.mount = start.mount();
    this.dentry = start.dentry();
    this.path = path;
    if (path.isEmpty() && (flags & Lookup.EMPTY) == 0) {
      throw Errno.ENOENT.exception();
    }
    if (path.length() >= UserMemory.PATH_MAX) {
      throw Errno.ENAMETOOLONG.exception();
    }
  }

  Mount mount() {
    return mount;
  }

  Dentry dentry() {
    return dentry;
  }

  VfsPath place() {
    return new VfsPath(mount, dentry);
  }

  /** The last component, when {@link #last} is a name. */
  String name() {
    return name;
  }

  Last last() {
    return last;
  }

  boolean hasTrailingSlash() {
    return trailingSlash;
  }

  /** Walks the whole path and leaves the walk at its end. */
  void walk() throws ErrnoException {
    walkToLast();
    boolean follow = (flags & Lookup.FOLLOW) != 0;
    boolean directory = trailingSlash || (flags & Lookup.DIRECTORY) != 0;
    while (step(follow || trailingSlash)) {
      walkToLast();
      directory |= trailingSlash;
    }
    if (directory && !dentry.inode().isDirectory()) {
      throw Errno.ENOTDIR.exception();
    }
  }

  /** Walks all but the last component, which {@link #last} and {@link #name} then tell. */
  void walkToLast() throws ErrnoException {
    name = null;
    trailing = true;
    trailingSlash = false;
    int at = 0;
    if (!path.isEmpty() && path.charAt(0) == '/') {
      if ((flags & Lookup.BENEATH) != 0) {
        throw Errno.EXDEV.exception();
      }
      checkCrossing(rootMount);
      mount = rootMount;
      dentry = rootDentry;
    }
    for (; ; ) {
      String whole = path;
      int length = whole.length();
      while (at < length && whole.charAt(at) == '/') {
        at++;
      }
      if (at == length) {
        last = Last.NONE;
        path = "";
        return;
      }
      checkSearch();
      int end = whole.indexOf('/', at);
      int next = end;
      if (end < 0) {
        end = length;
        next = length;
      }
      while (next < length && whole.charAt(next) == '/') {
        next++;
      }
      take(whole, at, end);
      if (next == length) {
        trailingSlash = end < length;
        path = "";
        return;
      }
      trailing = false;
      at = walkThrough(end);
      trailing = true;
    }
  }

  private void checkSearch() throws ErrnoException {
    Inode inode = dentry.inode();
    if (!inode.isDirectory()) {
      throw Errno.ENOTDIR.exception();
    }
    Permissions.check(task, credentials, inode, Access.X_OK);
  }

  private void take(String whole, int from, int to) throws ErrnoException {
    int length = to - from;
    if (whole.charAt(from) == '.') {
      if (length == 1) {
        last = Last.DOT;
        return;
      }
      if (length == 2 && whole.charAt(from + 1) == '.') {
        last = Last.DOT_DOT;
        return;
      }
    }
    if (length > NAME_MAX) {
      throw Errno.ENAMETOOLONG.exception();
    }
    last = Last.NAME;
    name = whole.substring(from, to);
  }

  /** Walks a component that is not the last; returns where the path goes on. */
  private int walkThrough(int end) throws ErrnoException {
    String rest = path;
    if (!step(true)) {
      if (!dentry.inode().isDirectory()) {
        throw Errno.ENOTDIR.exception();
      }
      return end;
    }
    // path holds the link's target now
    if (path.length() + rest.length() - end >= 2 * UserMemory.PATH_MAX) {
      throw Errno.ENAMETOOLONG.exception();
    }
    boolean absolute = !path.isEmpty() && path.charAt(0) == '/';
    path = path + rest.substring(end);
    if (absolute) {
      if ((flags & Lookup.BENEATH) != 0) {
        throw Errno.EXDEV.exception();
      }
      checkCrossing(rootMount);
      mount = rootMount;
      dentry = rootDentry;
    }
    return 0;
  }

  /**
   * Walks the component in {@link #last}.
   *
   * @param follow whether to follow a link
   * @return whether it was a link: its target is in {@link #path} then, to be walked from here
   */
  boolean step(boolean follow) throws ErrnoException {
    return switch (last) {
      case NONE, DOT -> false;
      case DOT_DOT -> {
        stepUp();
        yield false;
      }
      case NAME -> enter(dentry.child(task, name), follow);
    };
  }

  /** Goes to a child that was found, or along the link that it is; as {@link #step}. */
  boolean enter(Dentry child, boolean follow) throws ErrnoException {
    if (follow && child.inode().isSymbolicLink()) {
      return followLink(child);
    }
    Mount at = mount;
    Dentry found = child;
    while (found.isMountPoint()) {
      Mount above = at.mountedOn(found);
      if (above == null) {
        break;
      }
      checkCrossing(above);
      if ((flags & Lookup.UNNOTICED) == 0) {
        above.clearExpired();
      }
      at = above;
      found = above.root();
    }
    mount = at;
    dentry = found;
    return false;
  }

  private boolean followLink(Dentry link) throws ErrnoException {
    if (++links > MAXIMUM_LINKS
        || (flags & Lookup.NO_SYMBOLIC_LINKS) != 0
        || mount.has(MountFlags.MS_NOSYMFOLLOW)) {
      throw Errno.ELOOP.exception();
    }
    if (trailing) {
      Permissions.checkFollow(credentials, dentry.inode(), link.inode());
    }
    Inode inode = link.inode();
    VfsPath target = inode.magicTarget(task);
    if (target != null) {
      if ((flags & Lookup.NO_MAGIC_LINKS) != 0) {
        throw Errno.ELOOP.exception();
      }
      if ((flags & (Lookup.BENEATH | Lookup.IN_ROOT)) != 0) {
        throw Errno.EXDEV.exception();
      }
      checkCrossing(target.mount());
      mount = target.mount();
      dentry = target.dentry();
      last = Last.NONE;
      return false;
    }
    AccessTimes.touch(task, mount, inode);
    path = inode.readLink(task);
    if (path.isEmpty()) {
      throw Errno.ENOENT.exception();
    }
    return true;
  }

  private void stepUp() throws ErrnoException {
    for (; ; ) {
      if (dentry == rootDentry && mount == rootMount) {
        if ((flags & Lookup.BENEATH) != 0) {
          throw Errno.EXDEV.exception();
        }
        break;
      }
      if (dentry != mount.root()) {
        Dentry parent = dentry.parent();
        if (parent == dentry) {
          break;
        }
        dentry = parent;
        break;
      }
      VfsPath point = mount.mountPoint();
      if (point == null) {
        break;
      }
      checkCrossing(point.mount());
      mount = point.mount();
      dentry = point.dentry();
    }
    enter(dentry, false);
  }

  private void checkCrossing(Mount to) throws ErrnoException {
    if ((flags & Lookup.NO_CROSSING) != 0 && to != mount) {
      throw Errno.EXDEV.exception();
    }
  }
}
