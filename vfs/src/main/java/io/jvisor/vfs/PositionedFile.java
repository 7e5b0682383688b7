package io.jvisor.vfs;

import io.jvisor.kernel.api.Errno;
import io.jvisor.kernel.api.ErrnoException;
import io.jvisor.kernel.api.Task;
import io.jvisor.kernel.api.abi.Seek;
import io.jvisor.kernel.api.file.IoSink;
import io.jvisor.kernel.api.file.IoSource;
import java.util.concurrent.locks.ReentrantLock;

/** An open file with a position, which {@code lseek(2)} sets and reads and writes move. */
public abstract class PositionedFile extends OpenFile {
  /** Linux's {@code f_pos_lock}: makes a read or write and its move of the position one. */
  protected final ReentrantLock positionLock = new ReentrantLock();

  /** Guarded by {@link #positionLock}. */
  protected long position;

  /** Opens a place; {@code flags} are those of {@code open(2)}. */
  protected PositionedFile(VfsPath path, int flags) {
    super(path, flags);
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
      long asked = source.remaining();
      long end = writeFrom(task, source, position);
      long count = asked - source.remaining();
      if (count > 0) {
        position = end;
      }
      return count;
    } finally {
      positionLock.unlock();
    }
  }

  /**
   * Writes at an offset, or at the end where {@code O_APPEND} says so.
   *
   * @return the offset behind what was written
   */
  protected long writeFrom(Task task, IoSource source, long offset) throws ErrnoException {
    throw Errno.EINVAL.exception();
  }

  @Override
  public final long seek(Task task, long offset, int whence) throws ErrnoException {
    positionLock.lock();
    try {
      long target =
          switch (whence) {
            case Seek.SEEK_SET -> offset;
            case Seek.SEEK_CUR -> position + offset;
            default -> find(task, offset, whence);
          };
      if (target < 0) { // too large a sum is, too
        throw Errno.EINVAL.exception();
      }
      position = target;
      return target;
    } finally {
      positionLock.unlock();
    }
  }

  /**
   * The offset that {@code SEEK_END}, {@code SEEK_DATA} or {@code SEEK_HOLE} mean, for files whose
   * size is known. The position's lock is held.
   */
  protected long find(Task task, long offset, int whence) throws ErrnoException {
    throw Errno.EINVAL.exception();
  }
}
