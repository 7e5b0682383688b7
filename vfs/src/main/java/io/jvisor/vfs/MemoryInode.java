package io.jvisor.vfs;

import io.jvisor.kernel.api.ErrnoException;
import io.jvisor.kernel.api.Task;
import io.jvisor.kernel.api.abi.Stat;
import io.jvisor.kernel.api.file.FileStatus;
import java.util.concurrent.locks.ReentrantLock;

/**
 * An inode whose attributes are in the kernel's memory and nowhere else, where {@code chmod},
 * {@code chown} and {@code utimensat} change them: number, mode, owner and times.
 *
 * <p>What differs from one file system to the next, and is the subclass's: how many links there
 * are, size and blocks ({@link #describe}), what reading, writing and a change of names do to which
 * time ({@link #stamp}), what a new size does, and the clock. Inodes that are shown with somebody
 * else's attributes (a process's, the host's) are no such inodes.
 *
 * <p>Attributes are written under {@link #lock}; single ones are read without.
 */
public abstract class MemoryInode extends Inode {
  private static final int BLOCK_SIZE = 4096;

  /** Guards the attributes, and what a subclass puts under it. A leaf unless that says more. */
  protected final ReentrantLock lock = new ReentrantLock();

  private final long number;
  private volatile int mode;
  private volatile int uid;
  private volatile int gid;
  private volatile long accessTime;
  private volatile long modifyTime;
  private volatile long changeTime;

  /**
   * An inode.
   *
   * @param mode type and permissions
   * @param now all its times, nanoseconds since 1970
   */
  protected MemoryInode(FileSystem fileSystem, long number, int mode, Owner owner, long now) {
    super(fileSystem);
    this.number = number;
    this.mode = mode;
    this.uid = owner.uid();
    this.gid = owner.gid();
    this.accessTime = now;
    this.modifyTime = now;
    this.changeTime = now;
  }

  /** The present, nanoseconds since 1970. */
  protected abstract long now();

  /** How many links there are. The lock is held. */
  protected abstract long links();

  /**
   * Says what else {@code stat(2)} tells: size and blocks, which are 0, the block size, which is a
   * page, the device that the file stands for, and when it was made, which are 0. The lock is not
   * held.
   */
  protected abstract void describe(FileStatus status);

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

  /** When it was read last, nanoseconds since 1970. */
  protected final long accessTime() {
    return accessTime;
  }

  /** When its contents changed last, nanoseconds since 1970. */
  protected final long modifyTime() {
    return modifyTime;
  }

  /** When its attributes changed last, nanoseconds since 1970. */
  protected final long changeTime() {
    return changeTime;
  }

  /**
   * Sets times.
   *
   * @param times which: {@link AttributeChange#ACCESS_TIME} and its like
   * @param now nanoseconds since 1970
   */
  protected final void stamp(int times, long now) {
    lock.lock();
    try {
      if ((times & AttributeChange.ACCESS_TIME) != 0) {
        accessTime = now;
      }
      if ((times & AttributeChange.MODIFY_TIME) != 0) {
        modifyTime = now;
      }
      if ((times & AttributeChange.CHANGE_TIME) != 0) {
        changeTime = now;
      }
    } finally {
      lock.unlock();
    }
  }

  /** Sets the permission bits; the type stays. */
  protected final void setPermissions(int permissions) {
    lock.lock();
    try {
      mode = (mode & Stat.S_IFMT) | (permissions & Stat.PERMISSIONS);
    } finally {
      lock.unlock();
    }
  }

  @Override
  public final void status(FileStatus status) {
    lock.lock();
    try {
      status.mode = mode;
      status.links = links();
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
    status.size = 0;
    status.blockSize = BLOCK_SIZE;
    status.blocks = 0;
    status.birthTime = 0;
    describe(status);
  }

  /** Changes mode, owner and times; a size that is set changes nothing. */
  @Override
  public void setAttributes(Task task, AttributeChange change) throws ErrnoException {
    long now = now();
    lock.lock();
    try {
      if (change.has(AttributeChange.MODE)) {
        setPermissions(change.mode);
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
}
