package io.jvisor.vfs.tmpfs;

import io.jvisor.kernel.api.Errno;
import io.jvisor.kernel.api.ErrnoException;
import io.jvisor.kernel.api.Task;
import io.jvisor.kernel.api.abi.Stat;
import io.jvisor.kernel.api.file.FileStatus;
import io.jvisor.platform.spi.memory.MemoryFile;
import io.jvisor.vfs.AccessTimes;
import io.jvisor.vfs.AttributeChange;
import io.jvisor.vfs.Inode;
import io.jvisor.vfs.Owner;
import java.util.List;
import java.util.TreeMap;
import java.util.concurrent.locks.ReentrantLock;

/**
 * What every file of tmpfs has: owner, mode, times, links and extended attributes.
 *
 * <p>Fields are written under {@link #lock}, a leaf; single ones are read without.
 */
abstract class TmpInode extends Inode {
  /** Guards the fields. */
  final ReentrantLock lock = new ReentrantLock();

  /** {@code XATTR_CREATE} and {@code XATTR_REPLACE} of {@code setxattr(2)}. */
  private static final int CREATE = 1;

  private static final int REPLACE = 2;

  /** Heap bytes of an extended attribute beyond its name and value. */
  private static final int ATTRIBUTE = 128;

  private final long number;
  private final long birthTime;
  private volatile int mode;
  private volatile int uid;
  private volatile int gid;
  private volatile long accessTime;
  private volatile long modifyTime;
  private volatile long changeTime;

  /** Names that the file has. Guarded by this. */
  private int links;

  /** Whether the file, made without a name, may get one. Guarded by this once published. */
  private boolean linkable;

  /** Whether the last name and user are gone and what the file held was given back. Under this. */
  private boolean disposed;

  /** Made with the first attribute. Guarded by this. */
  private TreeMap<String, byte[]> attributes;

  TmpInode(TmpFileSystem fileSystem, int mode, Owner owner) throws ErrnoException {
    super(fileSystem);
    this.number = fileSystem.newInode();
    this.mode = mode;
    this.uid = owner.uid();
    this.gid = owner.gid();
    this.birthTime = fileSystem.now();
    this.accessTime = birthTime;
    this.modifyTime = birthTime;
    this.changeTime = birthTime;
  }

  final TmpFileSystem tmpfs() {
    return (TmpFileSystem) fileSystem();
  }

  @Override
  public final long number() {
    return number;
  }

  @Override
  public final int mode() {
    return mode;
  }

  @Override
  public final int uid() {
    return uid;
  }

  @Override
  public final int gid() {
    return gid;
  }

  @Override
  public final void accessed(Task task) {
    long now = tmpfs().now();
    if (AccessTimes.isDue(accessTime, modifyTime, changeTime, now)) {
      accessTime = now;
    }
  }

  /** Notes a change of contents, and the mode that is left after it. */
  final void modified(int newMode) {
    long now = tmpfs().now();
    lock.lock();
    try {
      mode = newMode;
      modifyTime = now;
      changeTime = now;
    } finally {
      lock.unlock();
    }
  }

  /** Notes a change of names in a directory, or of the file's links. */
  final void changed(boolean contents) {
    long now = tmpfs().now();
    lock.lock();
    try {
      if (contents) {
        modifyTime = now;
      }
      changeTime = now;
    } finally {
      lock.unlock();
    }
  }

  @Override
  public final void status(FileStatus status) {
    lock.lock();
    try {
      status.links = links;
      status.mode = mode;
      status.uid = uid;
      status.gid = gid;
      status.accessTime = accessTime;
      status.modifyTime = modifyTime;
      status.changeTime = changeTime;
    } finally {
      lock.unlock();
    }
    status.device = fileSystem().device();
    status.inode = number;
    status.specialDevice = 0;
    status.blockSize = MemoryFile.PAGE_SIZE;
    status.birthTime = birthTime;
    status.size = 0;
    status.blocks = 0;
    addSizes(status);
  }

  /** Fills in size, blocks and device. */
  abstract void addSizes(FileStatus status);

  @Override
  public void setAttributes(Task task, AttributeChange change) throws ErrnoException {
    long now = tmpfs().now();
    lock.lock();
    try {
      if (change.has(AttributeChange.MODE)) {
        mode = (mode & Stat.S_IFMT) | (change.mode & Stat.PERMISSIONS);
      }
      if (change.has(AttributeChange.UID)) {
        uid = change.uid;
      }
      if (change.has(AttributeChange.GID)) {
        gid = change.gid;
      }
      if (change.has(AttributeChange.ACCESS_TIME)) {
        accessTime = change.accessTime;
      }
      if (change.has(AttributeChange.MODIFY_TIME)) {
        modifyTime = change.modifyTime;
      }
      changeTime = change.has(AttributeChange.CHANGE_TIME) ? change.changeTime : now;
    } finally {
      lock.unlock();
    }
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
