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
import io.jvisor.vfs.PositionedFile;
import io.jvisor.vfs.VfsPath;

/** An open regular file. */
final class GoferFile extends PositionedFile {
  private final RegularInode file;
  private final HostHandle handle;

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
  public long readAt(Task task, IoSink target, long offset) throws ErrnoException {
    checkReadable();
    return file.read(task, handle, target, offset);
  }

  @Override
  public long writeAt(Task task, IoSource source, long offset) throws ErrnoException {
    long wanted = source.remaining();
    writeFrom(task, source, offset);
    return wanted - source.remaining();
  }

  @Override
  protected long writeFrom(Task task, IoSource source, long offset) throws ErrnoException {
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
  protected long find(Task task, long offset, int whence) throws ErrnoException {
    return switch (whence) {
      case Seek.SEEK_END -> endOfFile() + offset;
      case Seek.SEEK_DATA, Seek.SEEK_HOLE -> seekData(offset, whence);
      default -> throw Errno.EINVAL.exception();
    };
  }

  private long endOfFile() throws ErrnoException {
    return file.files.isShared()
        ? Errno.check(HostFiles.seek(handle.descriptor, 0, Seek.SEEK_END))
        : file.size();
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
