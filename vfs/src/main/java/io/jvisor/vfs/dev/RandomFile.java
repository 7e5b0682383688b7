package io.jvisor.vfs.dev;

import io.jvisor.kernel.api.Errno;
import io.jvisor.kernel.api.ErrnoException;
import io.jvisor.kernel.api.Task;
import io.jvisor.kernel.api.file.IoSink;
import io.jvisor.kernel.api.file.IoSource;
import io.jvisor.platform.spi.host.HostRandom;
import io.jvisor.vfs.VfsPath;
import java.lang.foreign.MemorySegment;

/**
 * {@code /dev/random} and {@code /dev/urandom}: the host's random numbers, never blocking. What is
 * written is not mixed in.
 */
final class RandomFile extends DeviceFile {
  /** How much is made at a time, in the task's scratch memory. */
  private static final long CHUNK = 4096;

  RandomFile(VfsPath path, int flags) {
    super(path, flags);
  }

  @Override
  public long read(Task task, IoSink target) throws ErrnoException {
    MemorySegment scratch = task.scratch();
    long done = 0;
    while (target.remaining() > 0) {
      long wanted = Math.min(target.remaining(), CHUNK);
      MemorySegment chunk = scratch.asSlice(0, wanted);
      HostRandom.fill(chunk);
      long count = target.put(chunk, 0, wanted);
      chunk.fill((byte) 0);
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
  public long write(Task task, IoSource source) {
    return discard(source);
  }
}
