package io.jvisor.syscalls.fs.io;

import io.jvisor.kernel.api.Errno;
import io.jvisor.kernel.api.ErrnoException;
import io.jvisor.kernel.api.Task;
import io.jvisor.kernel.api.abi.Seek;
import io.jvisor.kernel.api.file.FileDescription;
import io.jvisor.kernel.api.file.IoSink;
import io.jvisor.kernel.api.file.IoSource;
import io.jvisor.vfs.FileEvents;

/** Reads and writes at an offset: {@code pread(2)}. They leave the file position alone. */
public final class PositionedIo {
  private PositionedIo() {}

  /**
   * Checks an offset that a call was given.
   *
   * @throws ErrnoException {@code EINVAL} when it is negative
   */
  public static void checkOffset(long offset) throws ErrnoException {
    if (offset < 0) {
      throw Errno.EINVAL.exception();
    }
  }

  /** Reads part of what a call moves, at an offset that is known to be good. */
  static long readChunk(Task task, FileDescription file, IoSink sink, long offset)
      throws ErrnoException {
    long count = file.readAt(task, sink, offset);
    if (count > 0) {
      FileEvents.read(file);
    }
    return count;
  }

  /** Writes part of what a call moves, at an offset that is known to be good. */
  static long writeChunk(Task task, FileDescription file, IoSource source, long offset)
      throws ErrnoException {
    long count = file.writeAt(task, source, offset);
    if (count > 0) {
      FileEvents.written(file);
    }
    return count;
  }

  /** A range that ends past the largest offset is {@code EINVAL}, where there are offsets. */
  private static void checkEnd(Task task, FileDescription file, long offset, long length)
      throws ErrnoException {
    if (offset > Long.MAX_VALUE - length) {
      file.seek(task, 0, Seek.SEEK_CUR);
      throw Errno.EINVAL.exception();
    }
  }

  /** Reads; {@code EFAULT} only when not one byte could be copied. */
  public static long read(Task task, FileDescription file, IoSink sink, long offset)
      throws ErrnoException {
    checkEnd(task, file, offset, sink.remaining());
    long count = readChunk(task, file, sink, offset);
    if (count == 0 && sink.isFaulted()) {
      throw Errno.EFAULT.exception();
    }
    return count;
  }

  /** Writes; {@code EFAULT} only when not one byte could be copied. */
  public static long write(Task task, FileDescription file, IoSource source, long offset)
      throws ErrnoException {
    checkEnd(task, file, offset, source.remaining());
    long count = writeChunk(task, file, source, offset);
    if (count == 0 && source.isFaulted()) {
      throw Errno.EFAULT.exception();
    }
    return count;
  }
}
