package io.jvisor.vfs.tmpfs;

import io.jvisor.kernel.api.Errno;
import io.jvisor.kernel.api.ErrnoException;
import io.jvisor.kernel.api.Task;
import io.jvisor.kernel.api.abi.OpenFlags;
import io.jvisor.kernel.api.abi.Seek;
import io.jvisor.kernel.api.file.IoSink;
import io.jvisor.kernel.api.file.IoSource;
import io.jvisor.kernel.api.file.Mappable;
import io.jvisor.vfs.PositionedFile;
import io.jvisor.vfs.Sealable;
import io.jvisor.vfs.VfsPath;

/** An open regular file. */
class TmpFile extends PositionedFile implements Sealable {
  private final TmpRegular file;

  TmpFile(VfsPath path, TmpRegular file, int flags) {
    super(path, flags);
    this.file = file;
  }

  @Override
  protected long writeFrom(Task task, IoSource source, long offset) throws ErrnoException {
    return file.write(task, source, offset, (statusFlags() & OpenFlags.O_APPEND) != 0);
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
  protected long find(Task task, long offset, int whence) throws ErrnoException {
    return switch (whence) {
      case Seek.SEEK_END -> file.size() + offset;
      case Seek.SEEK_DATA -> file.seek(offset, true);
      case Seek.SEEK_HOLE -> file.seek(offset, false);
      default -> throw Errno.EINVAL.exception();
    };
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
