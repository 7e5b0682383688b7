package io.jvisor.vfs.pipefs;

import io.jvisor.kernel.api.ErrnoException;
import io.jvisor.kernel.api.Task;
import io.jvisor.vfs.OpenFile;
import io.jvisor.vfs.VfsPath;

/** What the inode of a FIFO has, in whatever file system. */
public final class NamedPipe {
  private final Pipe pipe = new Pipe();

  /** Opens the FIFO; may wait for the other side. */
  public OpenFile open(Task task, VfsPath path, int flags) throws ErrnoException {
    return PipeFile.openNamed(task, pipe, path, flags);
  }
}
