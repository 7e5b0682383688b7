package io.jvisor.vfs.hostfd;

import io.jvisor.kernel.api.Errno;
import io.jvisor.kernel.api.ErrnoException;
import io.jvisor.kernel.api.Task;
import io.jvisor.kernel.api.file.IoSink;
import io.jvisor.kernel.api.file.IoSource;
import io.jvisor.platform.spi.host.HostFiles;
import io.jvisor.platform.spi.host.HostStreams;

/**
 * A regular file of the host. The position is the host's, shared with the caller: what a shell
 * redirects to a file continues where the program before ended.
 */
final class HostRegularFile extends HostFile {
  HostRegularFile(int descriptor, int flags, String name) {
    super(descriptor, flags, name);
  }

  @Override
  public long read(Task task, IoSink target) throws ErrnoException {
    long total = 0;
    while (target.remaining() > 0) {
      long wanted = Math.min(target.remaining(), task.scratch().byteSize());
      long count =
          fill(task, target, (buffer, length) -> HostStreams.read(descriptor, buffer, length));
      total += count;
      if (count < wanted) {
        break;
      }
    }
    return total;
  }

  @Override
  public long write(Task task, IoSource source) throws ErrnoException {
    return drain(task, source, (buffer, length) -> HostStreams.write(descriptor, buffer, length));
  }

  @Override
  public long readAt(Task task, IoSink target, long offset) throws ErrnoException {
    long total = 0;
    while (target.remaining() > 0) {
      long wanted = Math.min(target.remaining(), task.scratch().byteSize());
      long at = offset + total;
      long count =
          fill(task, target, (buffer, length) -> HostFiles.readAt(descriptor, buffer, length, at));
      total += count;
      if (count < wanted) {
        break;
      }
    }
    return total;
  }

  @Override
  public long writeAt(Task task, IoSource source, long offset) throws ErrnoException {
    long total = 0;
    while (source.remaining() > 0) {
      long at = offset + total;
      long count;
      try {
        count =
            drain(
                task,
                source,
                (buffer, length) -> HostFiles.writeAt(descriptor, buffer, length, at));
      } catch (ErrnoException error) {
        if (total > 0) {
          return total;
        }
        throw error;
      }
      total += count;
      if (count == 0 || source.isFaulted()) {
        break;
      }
    }
    return total;
  }

  @Override
  public long seek(Task task, long offset, int whence) throws ErrnoException {
    return Errno.check(HostFiles.seek(descriptor, offset, whence));
  }

  @Override
  public void truncate(Task task, long length) throws ErrnoException {
    Errno.check(HostFiles.truncate(descriptor, length));
  }

  @Override
  public void allocate(Task task, int mode, long offset, long length) throws ErrnoException {
    Errno.check(HostFiles.allocate(descriptor, mode, offset, length));
  }

  @Override
  public void sync(Task task, boolean dataOnly) throws ErrnoException {
    Errno.check(HostFiles.sync(descriptor, dataOnly));
  }
}
