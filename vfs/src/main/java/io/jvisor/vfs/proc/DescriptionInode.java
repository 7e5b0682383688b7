package io.jvisor.vfs.proc;

import io.jvisor.kernel.api.Errno;
import io.jvisor.kernel.api.ErrnoException;
import io.jvisor.kernel.api.Task;
import io.jvisor.kernel.api.abi.Stat;
import io.jvisor.kernel.api.file.FileDescription;
import io.jvisor.kernel.api.file.FileStatus;
import io.jvisor.vfs.AttributeChange;
import io.jvisor.vfs.ForwardingFile;
import io.jvisor.vfs.Inode;
import io.jvisor.vfs.OpenFile;
import io.jvisor.vfs.VfsPath;

/**
 * The file behind a descriptor that has no place in the tree: an event counter, a socket, a stream
 * of the sandbox's caller. Streams can be opened again, as {@code /dev/stdout} is; what is opened
 * shares their position then.
 */
final class DescriptionInode extends Inode {
  private final FileDescription description;
  private final FileStatus snapshot = new FileStatus();

  DescriptionInode(ProcFileSystem fileSystem, Task task, FileDescription description)
      throws ErrnoException {
    super(fileSystem);
    this.description = description;
    description.status(task, snapshot);
  }

  @Override
  public long number() {
    return snapshot.inode;
  }

  @Override
  public int mode() {
    return snapshot.mode;
  }

  @Override
  public int uid() {
    return snapshot.uid;
  }

  @Override
  public int gid() {
    return snapshot.gid;
  }

  @Override
  public void status(FileStatus status) {
    status.device = snapshot.device;
    status.inode = snapshot.inode;
    status.mode = snapshot.mode;
    status.links = snapshot.links;
    status.uid = snapshot.uid;
    status.gid = snapshot.gid;
    status.specialDevice = snapshot.specialDevice;
    status.size = snapshot.size;
    status.blockSize = snapshot.blockSize;
    status.blocks = snapshot.blocks;
    status.accessTime = snapshot.accessTime;
    status.modifyTime = snapshot.modifyTime;
    status.changeTime = snapshot.changeTime;
    status.birthTime = snapshot.birthTime;
  }

  @Override
  public OpenFile open(Task task, VfsPath path, int flags) throws ErrnoException {
    switch (snapshot.mode & Stat.S_IFMT) {
      case Stat.S_IFREG, Stat.S_IFCHR, Stat.S_IFIFO -> {}
      default -> throw Errno.ENXIO.exception();
    }
    if (!description.tryRetain()) {
      throw Errno.ENXIO.exception();
    }
    OpenFile file = ForwardingFile.of(path, description, flags);
    boolean more =
        (file.isReadable() && !description.isReadable())
            || (file.isWritable() && !description.isWritable());
    if (more) {
      file.release();
      throw Errno.EACCES.exception();
    }
    return file;
  }

  /** Cutting it to a size is all that there is, for {@code O_TRUNC}. */
  @Override
  public void setAttributes(Task task, AttributeChange change) throws ErrnoException {
    if (!change.has(AttributeChange.SIZE)) {
      throw Errno.EPERM.exception();
    }
    description.truncate(task, change.size);
  }
}
