package io.jvisor.vfs.dev;

import io.jvisor.kernel.api.ErrnoException;
import io.jvisor.kernel.api.Task;
import io.jvisor.kernel.api.file.IoSink;
import io.jvisor.kernel.api.file.IoSource;
import io.jvisor.vfs.OpenFile;
import io.jvisor.vfs.VfsPath;

/** A device without a position, whose reads and writes are the same at every offset. */
abstract class DeviceFile extends OpenFile {
  DeviceFile(VfsPath path, int flags) {
    super(path, flags);
  }

  @Override
  public final long readAt(Task task, IoSink target, long offset) throws ErrnoException {
    return read(task, target);
  }

  @Override
  public final long writeAt(Task task, IoSource source, long offset) throws ErrnoException {
    return write(task, source);
  }

  @Override
  public final long seek(Task task, long offset, int whence) {
    return 0; // null_lseek and noop_llseek: the position stays 0
  }

  /** Takes everything and keeps nothing, without looking at it. */
  static long discard(IoSource source) {
    return source.remaining();
  }
}
