package io.jvisor.vfs;

import io.jvisor.kernel.api.ErrnoException;

/** An instance of a file system: Linux's super block. */
public abstract class FileSystem {
  private final FileSystemType type;
  private final long device;

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
