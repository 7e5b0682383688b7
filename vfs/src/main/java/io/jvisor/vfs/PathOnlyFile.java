package io.jvisor.vfs;

import io.jvisor.kernel.api.Errno;
import io.jvisor.kernel.api.ErrnoException;
import io.jvisor.kernel.api.Task;
import io.jvisor.kernel.api.abi.PollEvents;
import io.jvisor.kernel.api.file.IoSink;
import io.jvisor.kernel.api.file.IoSource;

/** A place and no more: what {@code O_PATH} opens. Everything but status is {@code EBADF}. */
public class PathOnlyFile extends OpenFile {
  PathOnlyFile(VfsPath path, int flags) {
    super(path, flags);
  }

  @Override
  public long read(Task task, IoSink target) throws ErrnoException {
    throw Errno.EBADF.exception();
  }

  @Override
  public long write(Task task, IoSource source) throws ErrnoException {
    throw Errno.EBADF.exception();
  }

  @Override
  public long readAt(Task task, IoSink target, long offset) throws ErrnoException {
    throw Errno.EBADF.exception();
  }

  @Override
  public long writeAt(Task task, IoSource source, long offset) throws ErrnoException {
    throw Errno.EBADF.exception();
  }

  @Override
  public long seek(Task task, long offset, int whence) throws ErrnoException {
    throw Errno.EBADF.exception();
  }

  @Override
  public long ioctl(Task task, int request, long argument) throws ErrnoException {
    throw Errno.EBADF.exception();
  }

  @Override
  public int poll() {
    return PollEvents.POLLNVAL;
  }

  @Override
  public void truncate(Task task, long length) throws ErrnoException {
    throw Errno.EBADF.exception();
  }

  @Override
  public void allocate(Task task, int mode, long offset, long length) throws ErrnoException {
    throw Errno.EBADF.exception();
  }

  @Override
  public void sync(Task task, boolean dataOnly) throws ErrnoException {
    throw Errno.EBADF.exception();
  }
}
