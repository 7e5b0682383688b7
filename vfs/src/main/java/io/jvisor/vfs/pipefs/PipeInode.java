package io.jvisor.vfs.pipefs;

import io.jvisor.kernel.api.Credentials;
import io.jvisor.kernel.api.Errno;
import io.jvisor.kernel.api.ErrnoException;
import io.jvisor.kernel.api.Task;
import io.jvisor.kernel.api.abi.OpenFlags;
import io.jvisor.kernel.api.abi.Stat;
import io.jvisor.kernel.api.file.FileStatus;
import io.jvisor.vfs.AttributeChange;
import io.jvisor.vfs.FileSystem;
import io.jvisor.vfs.Inode;
import io.jvisor.vfs.OpenFile;
import io.jvisor.vfs.VfsPath;

/** A pipe without a name. It can be opened again through {@code /proc/self/fd}. */
final class PipeInode extends Inode {
  private final Pipe pipe;
  private final long number;
  private final long time;

  /** {@code fchmod} and {@code fchown} work on pipes too. */
  private volatile int mode = Stat.S_IFIFO | 0600;

  private volatile int uid;
  private volatile int gid;

  PipeInode(FileSystem fileSystem, Pipe pipe, long number, Task task) {
    super(fileSystem);
    this.pipe = pipe;
    this.number = number;
    Credentials credentials = task.credentials();
    this.uid = credentials.fsuid();
    this.gid = credentials.fsgid();
    this.time = task.clock().realtimeNanos();
  }

  @Override
  public long number() {
    return number;
  }

  @Override
  public int mode() {
    return mode;
  }

  @Override
  public int uid() {
    return uid;
  }

  @Override
  public int gid() {
    return gid;
  }

  @Override
  public void status(FileStatus status) {
    status.device = fileSystem().device();
    status.inode = number;
    status.mode = mode;
    status.links = 1;
    status.uid = uid;
    status.gid = gid;
    status.specialDevice = 0;
    status.size = 0;
    status.blockSize = 4096;
    status.blocks = 0;
    status.accessTime = time;
    status.modifyTime = time;
    status.changeTime = time;
    status.birthTime = 0;
  }

  @Override
  public void setAttributes(Task task, AttributeChange change) throws ErrnoException {
    if (change.has(AttributeChange.MODE)) {
      mode = Stat.S_IFIFO | (change.mode & Stat.PERMISSIONS);
    }
    if (change.has(AttributeChange.UID)) {
      uid = change.uid;
    }
    if (change.has(AttributeChange.GID)) {
      gid = change.gid;
    }
  }

  @Override
  public OpenFile open(Task task, VfsPath path, int flags) throws ErrnoException {
    if ((flags & OpenFlags.O_ACCMODE) == OpenFlags.O_ACCMODE) {
      throw Errno.EINVAL.exception();
    }
    return PipeFile.end(pipe, path, flags); // unlike a FIFO, it waits for nobody
  }
}
