package io.jvisor.vfs.tmpfs;

import io.jvisor.kernel.api.Errno;
import io.jvisor.kernel.api.ErrnoException;
import io.jvisor.kernel.api.Task;
import io.jvisor.kernel.api.file.FileStatus;
import io.jvisor.vfs.AccessTimes;
import io.jvisor.vfs.AttributeChange;
import io.jvisor.vfs.MemoryInode;
import io.jvisor.vfs.Owner;
import java.util.List;
import java.util.TreeMap;

/**
 * What every file of tmpfs has besides its attributes: a count of links, and extended attributes.
 * The lock is a leaf.
 */
abstract class TmpInode extends MemoryInode {
  /** {@code XATTR_CREATE} and {@code XATTR_REPLACE} of {@code setxattr(2)}. */
  private static final int CREATE = 1;

  private static final int REPLACE = 2;

  /** Heap bytes of an extended attribute beyond its name and value. */
  private static final int ATTRIBUTE = 128;

  private final long birthTime;

  /** Names that the file has. Guarded by {@link #lock}. */
  private int links;

  /** Whether the file, made without a name, may get one. Guarded by the lock once published. */
  private boolean linkable;

  /**
   * Whether the last name and user are gone and what the file held was given back. Under the lock.
   */
  private boolean disposed;

  /** Made with the first attribute. Guarded by the lock. */
  private TreeMap<String, byte[]> attributes;

  TmpInode(TmpFileSystem fileSystem, int mode, Owner owner) throws ErrnoException {
    super(fileSystem, fileSystem.newInode(), mode, owner, fileSystem.now());
    this.birthTime = changeTime();
  }

  final TmpFileSystem tmpfs() {
    return (TmpFileSystem) fileSystem();
  }

  @Override
  protected final long now() {
    return tmpfs().now();
  }

  @Override
  protected final long links() {
    return links;
  }

  @Override
  protected final void describe(FileStatus status) {
    status.birthTime = birthTime;
    addSizes(status);
  }

  /** Fills in size, blocks and device. */
  abstract void addSizes(FileStatus status);

  @Override
  public final void accessed(Task task) {
    long now = now();
    if (AccessTimes.isDue(accessTime(), modifyTime(), changeTime(), now)) {
      stamp(AttributeChange.ACCESS_TIME, now);
    }
  }

  /** Notes a change of contents, and the permissions that are left after it. */
  final void modified(int permissions) {
    lock.lock();
    try {
      setPermissions(permissions);
      changed(true);
    } finally {
      lock.unlock();
    }
  }

  /** Notes a change of the file's links, and whether its contents (a directory's names) changed. */
  final void changed(boolean contents) {
    stamp(AttributeChange.CHANGE_TIME | (contents ? AttributeChange.MODIFY_TIME : 0), now());
  }

  /**
   * Counts a name.
   *
   * @throws ErrnoException {@code ENOENT} when the file has none and was made with one
   */
  final void addLink() throws ErrnoException {
    lock.lock();
    try {
      if (disposed || (links == 0 && !linkable)) {
        throw Errno.ENOENT.exception();
      }
      linkable = false;
      links++;
    } finally {
      lock.unlock();
    }
  }

  final void setLinkable() {
    linkable = true;
  }

  final int linkCount() {
    lock.lock();
    try {
      return links;
    } finally {
      lock.unlock();
    }
  }

  final void adjustLinks(int by) {
    lock.lock();
    try {
      links += by;
    } finally {
      lock.unlock();
    }
  }

  /** Uncounts names; a file without names and users gives back what it holds. */
  final void removeLinks(int count) {
    lock.lock();
    try {
      links -= count;
    } finally {
      lock.unlock();
    }
    disposeIfUnused();
  }

  @Override
  protected final void onUnused() {
    disposeIfUnused();
  }

  private void disposeIfUnused() {
    lock.lock();
    try {
      if (links > 0 || isInUse() || disposed) {
        return;
      }
      disposed = true;
      if (attributes != null) {
        attributes.forEach((name, value) -> HeapBudget.give(cost(name, value)));
        attributes = null;
      }
    } finally {
      lock.unlock();
    }
    dispose();
    tmpfs().freeInode();
  }

  /** Gives back what the file holds besides itself. */
  void dispose() {}

  /** Keeps an open from getting at a file whose contents are gone: the walk is made again. */
  final void checkAlive() throws ErrnoException {
    lock.lock();
    try {
      if (disposed) {
        throw Errno.ESTALE.exception();
      }
    } finally {
      lock.unlock();
    }
  }

  private static long cost(String name, byte[] value) {
    return ATTRIBUTE + name.length() + (long) value.length;
  }

  private static void checkAttributeName(String name) throws ErrnoException {
    if (!name.startsWith("user.")
        && !name.startsWith("trusted.")
        && !name.startsWith("security.")) {
      throw Errno.EOPNOTSUPP.exception();
    }
    if (name.endsWith(".") && name.indexOf('.') == name.length() - 1) {
      throw Errno.EINVAL.exception();
    }
  }

  @Override
  public final byte[] extendedAttribute(Task task, String name) throws ErrnoException {
    checkAttributeName(name);
    lock.lock();
    try {
      byte[] value = attributes == null ? null : attributes.get(name);
      if (value == null) {
        throw Errno.ENODATA.exception();
      }
      return value;
    } finally {
      lock.unlock();
    }
  }

  @Override
  public final void setExtendedAttribute(Task task, String name, byte[] value, int flags)
      throws ErrnoException {
    checkAttributeName(name);
    lock.lock();
    try {
      byte[] former = attributes == null ? null : attributes.get(name);
      if (former != null && (flags & CREATE) != 0) {
        throw Errno.EEXIST.exception();
      }
      if (former == null && (flags & REPLACE) != 0) {
        throw Errno.ENODATA.exception();
      }
      if (disposed) {
        throw Errno.ENOENT.exception();
      }
      HeapBudget.take(cost(name, value));
      if (former != null) {
        HeapBudget.give(cost(name, former));
      }
      if (attributes == null) {
        attributes = new TreeMap<>();
      }
      attributes.put(name, value.clone());
    } finally {
      lock.unlock();
    }
    changed(false);
  }

  @Override
  public final void removeExtendedAttribute(Task task, String name) throws ErrnoException {
    checkAttributeName(name);
    lock.lock();
    try {
      byte[] former = attributes == null ? null : attributes.remove(name);
      if (former == null) {
        throw Errno.ENODATA.exception();
      }
      HeapBudget.give(cost(name, former));
    } finally {
      lock.unlock();
    }
    changed(false);
  }

  @Override
  public final List<String> extendedAttributes(Task task) {
    lock.lock();
    try {
      return attributes == null ? List.of() : List.copyOf(attributes.keySet());
    } finally {
      lock.unlock();
    }
  }
}
