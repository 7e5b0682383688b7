package io.jvisor.vfs.gofer;

import io.jvisor.kernel.api.Errno;
import io.jvisor.kernel.api.ErrnoException;
import io.jvisor.kernel.api.Task;
import io.jvisor.kernel.api.abi.Stat;
import io.jvisor.kernel.api.file.FileStatus;
import io.jvisor.vfs.OpenFile;
import io.jvisor.vfs.VfsPath;
import io.jvisor.vfs.dev.DeviceRegistry;
import io.jvisor.vfs.pipefs.NamedPipe;

/**
 * A FIFO, a socket's name, or a device file. Only the name is the host's: a FIFO joins processes of
 * the sandbox, and a device is the sandbox's own of that number.
 */
final class SpecialInode extends GoferInode {
  private final long device;

  /** Null unless this is a FIFO. */
  private final NamedPipe pipe;

  SpecialInode(GoferFileSystem files, InodeTable.Key key, FileStatus status) {
    super(files, key, status);
    this.device = status.specialDevice;
    this.pipe = (status.mode & Stat.S_IFMT) == Stat.S_IFIFO ? new NamedPipe() : null;
  }

  @Override
  public OpenFile open(Task task, VfsPath path, int flags) throws ErrnoException {
    return switch (mode() & Stat.S_IFMT) {
      case Stat.S_IFIFO -> pipe.open(task, path, flags);
      case Stat.S_IFCHR ->
          DeviceRegistry.instance().open(files.environment(), task, device, path, flags);
      default -> throw Errno.ENXIO.exception();
    };
  }
}
