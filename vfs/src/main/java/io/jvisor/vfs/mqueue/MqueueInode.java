package io.jvisor.vfs.mqueue;

import io.jvisor.kernel.api.Errno;
import io.jvisor.kernel.api.ErrnoException;
import io.jvisor.kernel.api.Task;
import io.jvisor.kernel.api.abi.Stat;
import io.jvisor.vfs.OpenFile;
import io.jvisor.vfs.Owner;
import io.jvisor.vfs.VfsPath;

/** The file of a queue. It lives as long as it has its name or is open. */
final class MqueueInode extends MqueueNode {
  /** {@code FILENT_SIZE}: what {@code stat(2)} tells, whatever the text's length. */
  private static final int SIZE = 80;

  private final Mqueue queue;

  /** Whose account it is on. */
  private final int user;

  /** Guarded by {@link #lock}, as is the next. */
  private boolean isNamed = true;

  private boolean isDisposed;

  MqueueInode(
      MqueueFileSystem fileSystem, int mode, Owner owner, MqueueAttributes attributes, int user) {
    super(fileSystem, Stat.S_IFREG | (mode & Stat.PERMISSIONS), owner);
    this.queue = new Mqueue(attributes);
    this.user = user;
  }

  Mqueue queue() {
    return queue;
  }

  @Override
  protected long links() {
    return isNamed ? 1 : 0;
  }

  @Override
  long size() {
    return SIZE;
  }

  @Override
  public OpenFile open(Task task, VfsPath path, int flags) throws ErrnoException {
    MqueueFile file = new MqueueFile(path, this, flags);
    boolean gone;
    lock.lock();
    try {
      gone = isDisposed;
    } finally {
      lock.unlock();
    }
    if (gone) {
      file.release();
      throw Errno.ESTALE.exception(); // the walk is made again
    }
    return file;
  }

  void loseName() {
    lock.lock();
    try {
      isNamed = false;
    } finally {
      lock.unlock();
    }
    touch(false);
    disposeIfUnused();
  }

  @Override
  protected void onUnused() {
    disposeIfUnused();
  }

  private void disposeIfUnused() {
    lock.lock();
    try {
      if (isNamed || isInUse() || isDisposed) {
        return;
      }
      isDisposed = true;
    } finally {
      lock.unlock();
    }
    queue.clear();
    mqueues().removed(user, queue.attributes());
  }
}
