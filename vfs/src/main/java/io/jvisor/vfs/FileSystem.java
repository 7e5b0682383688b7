package io.jvisor.vfs;

import io.jvisor.kernel.api.ErrnoException;
import java.util.concurrent.locks.ReentrantLock;

/**
 * An instance of a file system: Linux's super block.
 *
 * <p>Names are cached ({@link Dentry}) unless {@link #isVolatile}: then each step of a walk calls
 * {@link Inode#lookup}, and a name keeps its dentry as long as look-ups give the same {@link Inode}
 * object.
 */
public abstract class FileSystem {
  private final FileSystemType type;
  private final long device;
  private final ReentrantLock renameLock = new ReentrantLock();
  private final DentryCache dentries = new DentryCache();

  /** Made when the first mount asks; guarded by this object's monitor. */
  private Dentry rootDentry;

  /** How many mounts show the file system; guarded by this object's monitor. */
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
    synchronized (this) {
      if (rootDentry == null) {
        rootDentry = new Dentry(this, null, "", root());
      }
      return rootDentry;
    }
  }

  final void mounted() {
    synchronized (this) {
      mounts++;
    }
  }

  final void unmounted() {
    synchronized (this) {
      if (--mounts > 0) {
        return;
      }
    }
    onUnmount();
  }

  /** The inode of its root directory. */
  public abstract Inode root();

  /** Whether every change is refused with {@code EROFS}. */
  public boolean isReadOnly() {
    return false;
  }

  /**
   * Whether names may appear and vanish without the kernel's doing, so that a dentry must be looked
   * up again each time: proc.
   */
  public boolean isVolatile() {
    return false;
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
