package io.jvisor.vfs.dev;

import io.jvisor.kernel.api.Errno;
import io.jvisor.kernel.api.ErrnoException;
import io.jvisor.kernel.api.Task;
import io.jvisor.kernel.api.file.IoSink;
import io.jvisor.kernel.api.file.IoSource;
import io.jvisor.kernel.api.file.Mappable;
import io.jvisor.platform.spi.memory.MemoryFile;
import io.jvisor.vfs.VfsPath;
import io.jvisor.vfs.tmpfs.SharedZeros;

/** {@code /dev/zero} and {@code /dev/full}. */
final class ZeroFile extends DeviceFile {
  /** A read of the endless device stops here now and then, so that a signal gets through. */
  private static final long CHUNK = 1 << 20;

  private final MemoryFile memory;
  private final boolean full;

  ZeroFile(VfsPath path, int flags, MemoryFile memory, boolean full) {
    super(path, flags);
    this.memory = memory;
    this.full = full;
  }

  @Override
  public long read(Task task, IoSink target) throws ErrnoException {
    long done = 0;
    while (target.remaining() > 0) {
      long wanted = Math.min(target.remaining(), CHUNK);
      long count = target.putZeros(wanted);
      done += count;
      if (count < wanted || task.isInterrupted()) {
        break;
      }
    }
    if (done == 0 && target.isFaulted()) {
      throw Errno.EFAULT.exception();
    }
    return done;
  }

  @Override
  public long write(Task task, IoSource source) throws ErrnoException {
    if (full) { // even for nothing
      throw Errno.ENOSPC.exception();
    }
    return discard(source);
  }

  @Override
  public Mappable mappable(Task task) throws ErrnoException {
    if (full) {
      throw Errno.ENODEV.exception();
    }
    return SharedZeros.create(memory);
  }
}
