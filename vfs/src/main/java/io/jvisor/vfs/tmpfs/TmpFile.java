package io.jvisor.vfs.tmpfs;

import io.jvisor.kernel.api.Errno;
import io.jvisor.kernel.api.ErrnoException;
import io.jvisor.kernel.api.Task;
import io.jvisor.kernel.api.abi.OpenFlags;
import io.jvisor.kernel.api.abi.Seek;
import io.jvisor.kernel.api.file.IoSink;
import io.jvisor.kernel.api.file.IoSource;
import io.jvisor.kernel.api.file.Mappable;
import io.jvisor.vfs.OpenFile;
import io.jvisor.vfs.Sealable;
import io.jvisor.vfs.VfsPath;
import java.util.concurrent.locks.ReentrantLock;

/** An open regular file. */
class TmpFile extends OpenFile implements Sealable {
  private final TmpRegular file;

  /** Linux's {@code f_pos_lock}: makes a read or write and its move of the position one. */
  private final ReentrantLock positionLock = new ReentrantLock();

  /** Guarded by {@link #positionLock}. */
  private long position;

  TmpFile(VfsPath path, TmpRegular file, int flags) {
    super(path, flags);
    this.file = file;
  }

  @Override
  public long read(Task task, IoSink target) throws ErrnoException {
    positionLock.lock();
    try {
      long count = readAt(task, target, position);
      position += count;
      return count;
    } finally {
      positionLock.unlock();
    }
  }

  @Override
  public long write(Task task, IoSource source) throws ErrnoException {
    positionLock.lock();
    try {
      boolean append = (statusFlags() & OpenFlags.O_APPEND) != 0;
      long asked = source.remaining();
      long end = file.write(task, source, position, append);
      position = end;
      return asked - source.remaining();
    } finally {
      positionLock.unlock();
    }
  }

  @Override
  public long readAt(Task task, IoSink target, long offset) throws ErrnoException {
    long count = file.read(target, offset);
    touchAccessTime(task);
    return count;
  }

  @Override
  public long writeAt(Task task, IoSource source, long offset) throws ErrnoException {
    // Linux appends even here when the description says so.
    boolean append = (statusFlags() & OpenFlags.O_APPEND) != 0 || offset == AT_END;
    long asked = source.remaining();
    file.write(task, source, offset, append);
    return asked - source.remaining();
  }

  @Override
  public long seek(Task task, long offset, int whence) throws ErrnoException {
    positionLock.lock();
    try {
      long target =
          switch (whence) {
            case Seek.SEEK_SET -> offset;
            case Seek.SEEK_CUR -> position + offset;
            case Seek.SEEK_END -> file.size() + offset;
            case Seek.SEEK_DATA -> file.seek(offset, true);
            case Seek.SEEK_HOLE -> file.seek(offset, false);
            default -> throw Errno.EINVAL.exception();
          };
      if (target < 0) {
        throw Errno.EINVAL.exception();
      }
      position = target;
      return target;
    } finally {
      positionLock.unlock();
    }
  }

  @Override
  public void allocate(Task task, int mode, long offset, long length) throws ErrnoException {
    file.allocate(task, mode, offset, length);
  }

  @Override
  public void sync(Task task, boolean dataOnly) {}

  @Override
  public Mappable mappable(Task task) {
    touchAccessTime(task);
    return file.mappable();
  }

  @Override
  public int seals() {
    return file.seals();
  }

  @Override
  public void addSeals(Task task, int seals) throws ErrnoException {
    if (!isWritable()) {
      throw Errno.EPERM.exception();
    }
    file.addSeals(seals);
  }
}
