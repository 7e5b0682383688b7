package io.jvisor.vfs.gofer;

import io.jvisor.kernel.api.Errno;
import io.jvisor.kernel.api.ErrnoException;
import io.jvisor.kernel.api.Task;
import io.jvisor.kernel.api.abi.OpenFlags;
import io.jvisor.kernel.api.abi.Seek;
import io.jvisor.kernel.api.file.IoSink;
import io.jvisor.kernel.api.file.IoSource;
import io.jvisor.kernel.api.file.Mappable;
import io.jvisor.platform.spi.host.HostFiles;
import io.jvisor.vfs.OpenFile;
import io.jvisor.vfs.VfsPath;
import java.util.concurrent.locks.ReentrantLock;

/** An open regular file. */
final class GoferFile extends OpenFile {
  private final RegularInode file;
  private final HostHandle handle;

  /** Held by a call that uses the position: {@code f_pos_lock}. */
  private final ReentrantLock positionLock = new ReentrantLock();

  /** Guarded by {@link #positionLock}. */
  private long position;

  /** Takes over a use of the handle. */
  GoferFile(RegularInode file, HostHandle handle, VfsPath path, int flags) {
    super(path, flags);
    this.file = file;
    this.handle = handle;
  }

  @Override
  protected void onFinalClose() {
    file.release(handle);
  }

  private void checkReadable() throws ErrnoException {
    if (!isReadable()) {
      throw Errno.EBADF.exception();
    }
  }

  @Override
  public long read(Task task, IoSink target) throws ErrnoException {
    checkReadable();
    positionLock.lock();
    try {
      long count = file.read(task, handle, target, position);
      position += count;
      return count;
    } finally {
      positionLock.unlock();
    }
  }

  @Override
  public long readAt(Task task, IoSink target, long offset) throws ErrnoException {
    checkReadable();
    return file.read(task, handle, target, offset);
  }

  @Override
  public long write(Task task, IoSource source) throws ErrnoException {
    positionLock.lock();
    try {
      long wanted = source.remaining();
      long end = write(task, source, position);
      long count = wanted - source.remaining();
      if (count > 0) {
        position = end;
      }
      return count;
    } finally {
      positionLock.unlock();
    }
  }

  @Override
  public long writeAt(Task task, IoSource source, long offset) throws ErrnoException {
    long wanted = source.remaining();
    write(task, source, offset);
    return wanted - source.remaining();
  }

  /** Writes and returns where that ended. */
  private long write(Task task, IoSource source, long offset) throws ErrnoException {
    if (!isWritable()) {
      throw Errno.EBADF.exception();
    }
    boolean append = (statusFlags() & OpenFlags.O_APPEND) != 0;
    long end = file.write(task, handle, source, append ? -1 : offset);
    int flags = statusFlags();
    if ((flags & OpenFlags.O_DSYNC) != 0) {
      file.sync(handle, (flags & OpenFlags.O_SYNC) != OpenFlags.O_SYNC);
    }
    return end;
  }

  @Override
  public long seek(Task task, long offset, int whence) throws ErrnoException {
    positionLock.lock();
    try {
      long target =
          switch (whence) {
            case Seek.SEEK_SET -> offset;
            case Seek.SEEK_CUR -> add(position, offset);
            case Seek.SEEK_END -> add(endOfFile(), offset);
            case Seek.SEEK_DATA, Seek.SEEK_HOLE -> seekData(offset, whence);
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

  private long endOfFile() throws ErrnoException {
    return file.files.isShared()
        ? Errno.check(HostFiles.seek(handle.descriptor, 0, Seek.SEEK_END))
        : file.size();
  }

  private static long add(long base, long offset) throws ErrnoException {
    long sum = base + offset;
    if (offset > 0 && sum < 0) {
      throw Errno.EOVERFLOW.exception();
    }
    return sum;
  }

  /** The host's position moves, but nobody uses it. */
  private long seekData(long offset, int whence) throws ErrnoException {
    if (offset < 0) {
      throw Errno.ENXIO.exception();
    }
    file.cache().sync(0, Long.MAX_VALUE); // stores through mappings may have filled holes
    return Errno.check(HostFiles.seek(handle.descriptor, offset, whence));
  }

  @Override
  public void allocate(Task task, int mode, long offset, long length) throws ErrnoException {
    file.allocate(handle, mode, offset, length);
  }

  @Override
  public void sync(Task task, boolean dataOnly) throws ErrnoException {
    file.sync(handle, dataOnly);
  }

  @Override
  public Mappable mappable(Task task) {
    return file.cache();
  }
}
