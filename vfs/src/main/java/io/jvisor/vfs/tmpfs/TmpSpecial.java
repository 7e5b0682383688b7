package io.jvisor.vfs.tmpfs;

import io.jvisor.kernel.api.Errno;
import io.jvisor.kernel.api.ErrnoException;
import io.jvisor.kernel.api.Task;
import io.jvisor.kernel.api.abi.Stat;
import io.jvisor.kernel.api.file.FileStatus;
import io.jvisor.vfs.OpenFile;
import io.jvisor.vfs.Owner;
import io.jvisor.vfs.VfsPath;
import io.jvisor.vfs.dev.DeviceRegistry;
import io.jvisor.vfs.pipefs.NamedPipe;

/** A FIFO, a socket's name, or a device file. */
final class TmpSpecial extends TmpInode {
  private final long device;

  /** Null unless this is a FIFO. */
  private final NamedPipe pipe;

  TmpSpecial(TmpFileSystem fileSystem, int mode, long device, Owner owner) throws ErrnoException {
    super(fileSystem, mode, owner);
    this.device = device;
    this.pipe = (mode & Stat.S_IFMT) == Stat.S_IFIFO ? new NamedPipe() : null;
  }

  @Override
  void addSizes(FileStatus status) {
    status.specialDevice = device;
  }

  @Override
  public OpenFile open(Task task, VfsPath path, int flags) throws ErrnoException {
    return switch (mode() & Stat.S_IFMT) {
      case Stat.S_IFIFO -> pipe.open(task, path, flags);
      case Stat.S_IFCHR ->
          DeviceRegistry.instance().open(tmpfs().environment(), task, device, path, flags);
      default -> throw Errno.ENXIO.exception();
    };
  }
}
