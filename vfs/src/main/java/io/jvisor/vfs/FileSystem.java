package io.jvisor.vfs;

import io.jvisor.kernel.api.Errno;
import io.jvisor.kernel.api.ErrnoException;
import io.jvisor.kernel.api.abi.InotifyEvents;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.ReentrantLock;

/**
 * An instance of a file system: Linux's super block.
 *
 * <p>Names are cached ({@link Dentry}) unless {@link #isVolatile}: then each step of a walk calls
 * {@link Inode#lookup}, and a name keeps its dentry as long as look-ups give the same {@link Inode}
 * object.
 */
public abstract class FileSystem {
  /**
   * How many may be mounted, or be kept by open files, when a guest mounts another: each has trees
   * of objects in the heap.
   */
  private static final int MOST_LIVE = 1000;

  private static final AtomicInteger LIVE = new AtomicInteger();

  private final FileSystemType type;
  private final long device;
  private final ReentrantLock renameLock = new ReentrantLock();
  private final DentryCache dentries = new DentryCache();

  /** Watches on files of this file system, to be ended when it goes. */
  private final Set<InodeWatch> watches = ConcurrentHashMap.newKeySet();

  private final AtomicInteger writers = new AtomicInteger();
  private final ReentrantLock lock = new ReentrantLock();

  /** {@code ro} of the file system itself, as against one mount of it. */
  private volatile boolean readOnly;

  /** Made when the first mount asks; guarded by {@link #lock}. */
  private Dentry rootDentry;

  /** How many mounts show the file system; guarded by {@link #lock}. */
  private int mounts;

  /**
   * An instance.
   *
   * @param device its {@code st_dev}
   */
  protected FileSystem(FileSystemType type, long device) {
    this.type = type;
    this.device = device;
  }

  /** Its kind. */
  public final FileSystemType type() {
    return type;
  }

  /** Its {@code st_dev}. */
  public final long device() {
    return device;
  }

  /** Held while a directory moves to another; see the package comment for the order. */
  final ReentrantLock renameLock() {
    return renameLock;
  }

  final DentryCache dentries() {
    return dentries;
  }

  /** The one dentry of the root directory. */
  final Dentry rootDentry() {
    lock.lock();
    try {
      if (rootDentry == null) {
        rootDentry = new Dentry(this, null, "", root());
      }
      return rootDentry;
    } finally {
      lock.unlock();
    }
  }

  /** Refuses a guest's file system when there are too many: {@code ENOSPC}. */
  public static void checkRoom() throws ErrnoException {
    if (LIVE.get() >= MOST_LIVE) {
      throw Errno.ENOSPC.exception();
    }
  }

  /** Keeps the file system: a mount does, and who is about to mount it. */
  public final void mounted() {
    lock.lock();
    try {
      if (mounts++ == 0) {
        LIVE.incrementAndGet();
      }
    } finally {
      lock.unlock();
    }
  }

  /** Undoes {@link #mounted}; the last one ends the file system. */
  public final void unmounted() {
    lock.lock();
    try {
      if (--mounts > 0) {
        return;
      }
    } finally {
      lock.unlock();
    }
    LIVE.decrementAndGet();
    for (InodeWatch watch : watches) {
      watch.stop();
      watch.ended(InotifyEvents.IN_UNMOUNT);
    }
    onUnmount();
  }

  final void watched(InodeWatch watch) {
    watches.add(watch);
  }

  final void unwatched(InodeWatch watch) {
    watches.remove(watch);
  }

  /** The inode of its root directory. */
  public abstract Inode root();

  /** Whether every change is refused with {@code EROFS}. */
  public boolean isReadOnly() {
    return readOnly;
  }

  /**
   * Forbids changes through any mount, or allows them again.
   *
   * @throws ErrnoException {@code EBUSY} when a file is open for writing
   */
  public final void setReadOnly(boolean wanted) throws ErrnoException {
    boolean former = readOnly;
    readOnly = wanted; // whoever begins to write from here on sees it, or is counted
    if (wanted && writers.get() > 0) {
      readOnly = former;
      throw Errno.EBUSY.exception();
    }
  }

  /** Counts descriptions that are open for writing. */
  final void countWriters(int change) {
    writers.addAndGet(change);
  }

  /**
   * Changes mount options: {@code MS_REMOUNT}.
   *
   * @throws ErrnoException {@code EINVAL} for an option that it does not know or cannot change
   */
  public void reconfigure(Map<String, String> options) throws ErrnoException {
    if (!options.isEmpty()) {
      throw Errno.EINVAL.exception();
    }
  }

  /**
   * Whether names may appear and vanish without the kernel's doing, so that a dentry must be looked
   * up again each time: proc.
   */
  public boolean isVolatile() {
    return false;
  }

  /**
   * Whether names are worth keeping that nobody refers to. They keep files, and so whatever these
   * tell about.
   */
  public boolean keepsNames() {
    return true;
  }

  /** Fills in {@code statfs(2)}. */
  public abstract void statistics(FileSystemStatistics statistics) throws ErrnoException;

  /**
   * Options beyond the generic ones, as {@code /proc/mounts} shows them, such as {@code size=1g}.
   */
  public String displayOptions() {
    return "";
  }

  /** Writes what is dirty. */
  public void sync() throws ErrnoException {}

  /** Runs when the last mount is gone and nothing refers to the file system. */
  public void onUnmount() {}
}
