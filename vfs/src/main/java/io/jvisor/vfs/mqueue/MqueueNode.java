package io.jvisor.vfs.mqueue;

import io.jvisor.kernel.api.ErrnoException;
import io.jvisor.kernel.api.Task;
import io.jvisor.kernel.api.abi.Stat;
import io.jvisor.kernel.api.file.FileStatus;
import io.jvisor.vfs.AttributeChange;
import io.jvisor.vfs.Inode;
import io.jvisor.vfs.Owner;
import java.util.concurrent.locks.ReentrantLock;

/** What a queue's inode and the root directory have in common. */
abstract class MqueueNode extends Inode {
  private static final int BLOCK_SIZE = 4096;

  /** See the package for its place in the lock order. */
  final ReentrantLock lock = new ReentrantLock();

  private final long number;

  /** Written under {@link #lock}, as those that follow. */
  private volatile int mode;

  private volatile int uid;
  private volatile int gid;
  private long accessTime;
  private long modifyTime;
  private long changeTime;

  MqueueNode(MqueueFileSystem fileSystem, int mode, Owner owner) {
    super(fileSystem);
    this.number = fileSystem.newNumber();
    this.mode = mode;
    this.uid = owner.uid();
    this.gid = owner.gid();
    this.accessTime = fileSystem.now();
    this.modifyTime = accessTime;
    this.changeTime = accessTime;
  }

  final MqueueFileSystem mqueues() {
    return (MqueueFileSystem) fileSystem();
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

  /** How many names there are. */
  abstract long links();

  /** What {@code stat(2)} tells as size. */
  abstract long size();

  /** Notes a change, and whether the contents changed as well. */
  final void touch(boolean contents) {
    long now = mqueues().now();
    lock.lock();
    try {
      accessTime = now;
      changeTime = now;
      modifyTime = contents ? now : modifyTime;
    } finally {
      lock.unlock();
    }
  }

  @Override
  public final void status(FileStatus status) {
    lock.lock();
    try {
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
    status.links = links();
    status.specialDevice = 0;
    status.blockSize = BLOCK_SIZE;
    status.size = size();
    status.blocks = 0;
    status.birthTime = 0;
  }

  /** A size that is set changes nothing. */
  @Override
  public final void setAttributes(Task task, AttributeChange change) throws ErrnoException {
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
      changeTime = change.has(AttributeChange.CHANGE_TIME) ? change.changeTime : mqueues().now();
    } finally {
      lock.unlock();
    }
  }
}
