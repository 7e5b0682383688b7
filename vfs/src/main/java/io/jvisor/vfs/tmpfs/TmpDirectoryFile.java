package io.jvisor.vfs.tmpfs;

import io.jvisor.kernel.api.Task;
import io.jvisor.kernel.api.file.DirectorySink;
import io.jvisor.vfs.DirectoryFile;
import io.jvisor.vfs.VfsPath;

/** An open directory. */
final class TmpDirectoryFile extends DirectoryFile {
  private final TmpDirectory directory;

  TmpDirectoryFile(VfsPath path, TmpDirectory directory, int flags) {
    super(path, flags);
    this.directory = directory;
  }

  @Override
  protected void list(Task task, long from, DirectorySink sink) {
    directory.list(from, sink);
  }
}
